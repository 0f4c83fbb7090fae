"""Nobody reads a draft that is not theirs, nor changes a record without the right: on every screen
of the desk, whoever asks, however they ask."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.hooks import search_for_hooks
from wagtail.models import ModelLogEntry, Revision, Workflow, WorkflowState

from parvis.records import hooks
from parvis.records.desk import middleware
from parvis.records.desk.viewset import viewsets
from parvis.records.models import Feedback, Published, Record
from tests import makers
from tests.records.desk.addresses import addresses

pytestmark = pytest.mark.django_db
SECRET = "Projet que nul ne doit lire"
REFUSED = {302, 403, 404, 405}
ADMINISTRATION = {"images", "documents", "settings"}

search_for_hooks()  # the rooms' own desks
TYPES = sorted(viewsets)
COMMON = {field.name for field in Record._meta.fields}
ATTACK = {
    "title": "Titre volé",
    "slug": "vol",
    "circle": "0",
    "source_language": "fr",
    "ties-count": "0",
    "action-publish": "1",
    "decision": "approve",
    "comment": "volé",
    "answer": "volé",
    "field": "circle",
    "workflow-action-name": "approve",
}


def draft(record_type, organisation, author):
    """A draft in review, with all that hangs on it."""
    model = viewsets[record_type].model
    values = {"title": SECRET, "slug": f"secret-{next(makers.numbers)}", "live": False}
    if record_type == "organisation":
        values["parent"] = organisation
    else:
        values["organisation"] = organisation
    record = model.objects.create(**needed(model), **values)
    record.save_revision(user=author, clean=False)
    record.get_workflow().start(record, author)
    record.refresh_from_db()
    return record


def needed(model):
    """Values for what a model of any room cannot do without."""
    found = {}
    for field in model._meta.concrete_fields:
        given = field.null or field.has_default() or field.primary_key or field.name in COMMON
        if isinstance(field, models.ForeignKey) and not given:
            other = field.related_model
            slug = f"utile-{next(makers.numbers)}"
            found[field.name] = other.objects.create(**needed(other), title="Utile", slug=slug)
        elif isinstance(field, models.IntegerField) and not given:
            found[field.name] = next(makers.numbers)
        elif isinstance(field, models.CharField) and field.unique and not given:
            found[field.name] = str(next(makers.numbers))
    return found


def state_of(record):
    """All that a request could have changed."""
    kind = ContentType.objects.get_for_model(record)
    row = type(record).objects.filter(pk=record.pk).values().first()
    keys = {"content_type": kind, "object_id": str(record.pk)}
    return (
        row,
        Revision.objects.filter(**keys).count(),
        ModelLogEntry.objects.filter(**keys).count(),
        list(WorkflowState.objects.filter(**keys).values_list("status", flat=True)),
        type(record).objects.count(),
        Published.objects.count(),
        Feedback.objects.filter(state="waiting").count(),
    )


def samples(record):
    state = record.current_workflow_state
    return {
        "pk": record.pk,
        "object_id": record.pk,
        "object_pk": record.pk,
        "revision_id": record.latest_revision_id,
        "task_state_id": state.current_task_state_id,
        "task_id": state.current_task_state.task_id,
        "workflow_state_id": state.pk,
        "session_id": 1,
    }


def asked(client, path, record, named=True):
    """The ways of asking, as a person and as a script."""
    keys = f"?id={record.pk}&q=Projet"
    attack = ATTACK | {"organisation": record.organisation_id or "", "parent": ""}
    yield client.get(path + keys)
    yield client.post(path + keys, attack)
    if named:
        yield client.post(path, attack, headers={"accept": "application/json"})


def body(response):
    content = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace")


@pytest.mark.parametrize(
    ("who", "record_type"),
    [
        *(("writer", kind) for kind in TYPES),
        *((w, "organisation") for w in ("steward", "stranger", "privacy", "nobody", "visitor")),
    ],
)
def test_another_organisation_s_draft_is_out_of_reach_on_every_screen(
    town, signed, client, record_type, who
):
    place, author = (
        (town.here, town.writer) if who == "stranger" else (town.elsewhere, town.stranger)
    )
    record = draft(record_type, place, author)
    user = getattr(town, who, None)
    browser = signed(user) if user else client
    assert user is None or not hooks.first("may", user=user, verb="view_draft", record=record)
    before = state_of(record)
    space = viewsets[record_type].url_namespace
    chooser = viewsets[record_type].get_chooser_admin_url_namespace()
    own = [a for a in addresses() if a.space in (space, chooser)]
    assert len(own) > 25
    for address in own:
        path = address.path(**samples(record))
        named = "pk" in address.parameters
        for answer in asked(browser, path, record, named):
            assert not named or answer.status_code in REFUSED, (address.name, answer.status_code)
            assert answer.status_code < 500, address.name
            assert SECRET not in body(answer), address.name
    assert state_of(record) == before


@pytest.mark.parametrize("record_type", ["organisation", "dataset"])
def test_the_parent_s_draft_is_out_of_reach_of_its_parts(town, signed, record_type):
    record = draft(record_type, town.above, town.chief)
    before = state_of(record)
    for who in (town.writer, town.steward):
        if hooks.first("may", user=who, verb="view_draft", record=record):
            continue  # an organisation may answer for itself
        for address in addresses():
            if address.space != viewsets[record_type].url_namespace:
                continue
            for answer in asked(signed(who), address.path(**samples(record)), record):
                assert "pk" not in address.parameters or answer.status_code in REFUSED
                assert SECRET not in body(answer)
    assert state_of(record) == before


@pytest.mark.parametrize("record_type", TYPES)
def test_a_contributor_decides_nothing_about_their_own_organisation_s_draft(
    town, signed, record_type
):
    if record_type == "organisation":
        record = town.here
        record.save_revision(user=town.writer, clean=False)
        record.get_workflow().start(record, town.writer)
        record.refresh_from_db()
    else:
        record = draft(record_type, town.here, town.writer)
    writer = signed(town.writer)
    published = Published.objects.count()
    for name in ("unpublish", "delete", "revisions_unschedule", "workflow_action", "review"):
        path = next(
            a.path(**samples(record))
            for a in addresses()
            if a.name == f"{viewsets[record_type].url_namespace}:{name}"
        )
        assert writer.post(path, ATTACK).status_code in REFUSED, name
    record.refresh_from_db()
    assert record.live == (record_type == "organisation")
    assert Published.objects.count() == published
    assert record.current_workflow_state.status == "in_progress"


def test_nothing_is_ever_deleted_not_even_by_an_administrator(town, signed):
    browser = signed(town.administrator)
    path = f"/espace-agents/fiches/organisation/delete/{town.here.pk}/"
    assert browser.get(path).status_code == 403
    assert browser.post(path).status_code == 403
    bulk = f"/espace-agents/bulk/organisations/organisation/delete/?id={town.here.pk}"
    assert browser.get(bulk).status_code == 404
    assert browser.post(bulk).status_code == 404
    town.here.refresh_from_db()


@pytest.mark.parametrize("who", ["chief"])
def test_wagtail_s_own_screens_are_closed_to_all_but_administrators(town, signed, who):
    record = draft("organisation", town.elsewhere, town.stranger)
    workflows = Workflow.objects.count()
    browser = signed(getattr(town, who))
    for address in addresses():
        if address.space.startswith("parvis_") or address.name in middleware.OPEN:
            continue
        if address.name == "wagtailadmin_editing_sessions:release":
            continue  # ends one's own session, whatever its number
        path = address.path(**samples(record))
        assert path is not None, address.name
        for answer in (browser.get(path), browser.post(path, ATTACK)):
            assert answer.status_code in REFUSED, (address.name, answer.status_code)
            assert SECRET not in body(answer)
    assert Workflow.objects.count() == workflows


def test_an_open_screen_of_wagtail_says_nothing_of_others(town, signed):
    draft("organisation", town.elsewhere, town.stranger)
    browser = signed(town.writer)
    for name in sorted(middleware.OPEN):
        address = next(a for a in addresses() if a.name == name)
        answer = browser.get(address.path())
        assert answer.status_code < 500, name
        assert SECRET not in body(answer)


def test_a_task_of_another_record_is_not_decided_through_one_s_own(town, signed):
    mine = draft("organisation", town.here, town.writer)
    theirs = draft("organisation", town.elsewhere, town.stranger)
    task = theirs.current_workflow_state.current_task_state_id
    path = f"/espace-agents/fiches/organisation/workflow/action/{mine.pk}/approve/{task}/"
    answer = signed(town.chief).post(path, {"comment": ""})
    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.current_workflow_state.status == "in_progress"


def test_an_agent_without_a_place_signs_in_elsewhere(town, signed, client):
    assert client.get("/espace-agents/")["Location"].startswith("/connexion/")
    assert client.get("/espace-agents/login/")["Location"].startswith("/connexion/")
    assert signed(town.nobody).get("/espace-agents/").status_code in (302, 403)


def test_the_menu_shows_administrators_more(town, signed):
    agent = signed(town.writer).get("/espace-agents/").content.decode()
    boss = signed(town.administrator).get("/espace-agents/").content.decode()
    for address in ("/espace-agents/images/", "/espace-agents/users/", "/espace-agents/reports/"):
        assert address not in agent
    assert "/espace-agents/images/" in boss
    props = boss.split('id="wagtail-sidebar-props"')[1].split("</script>")[0]
    for address in (
        "/espace-agents/pages/",
        "/espace-agents/collections/",
        "/espace-agents/sites/",
    ):
        assert address not in props
