"""The demonstration: loaded once, marked, in every circle and every state."""

import datetime as dt
import hashlib
import re

import pytest
from django.db import transaction
from django.test import override_settings
from wagtail.models import Revision

from parvis.catalogue.models import Dataset
from parvis.commitments import reading
from parvis.commitments.state import State
from parvis.demo import source
from parvis.demo.load import load
from parvis.organisations.models import Membership, Organisation
from parvis.organisations.rights import Role
from parvis.people.models import User
from parvis.records import chain
from parvis.records.audience import VISITOR, Audience
from parvis.records.kinds import Circle
from parvis.records.models import Attachment, Feedback, HistoryEntry, Published
from parvis.records.projection import public_view, public_views

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def territory(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for this file and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(PARVIS_DEMO=True):
        yield load(NOW)
        transaction.set_rollback(True)


@pytest.fixture
def loaded(territory, db, settings):
    settings.PARVIS_DEMO = True
    return territory


def written():
    return HistoryEntry.objects.count(), Revision.objects.count(), Feedback.objects.count()


def test_the_second_run_writes_nothing(loaded, django_assert_max_num_queries):
    before = written()
    assert before[0] > 100
    with django_assert_max_num_queries(61):
        again = load(NOW + dt.timedelta(days=3))
    assert again.total == 0
    assert written() == before


def test_the_history_holds(loaded):
    entries = HistoryEntry.objects.order_by("sequence").iterator()
    assert list(chain.verify(entries)) == []


def test_every_made_up_record_is_marked_where_people_read(loaded):
    everything = Audience(
        Circle.AGENTS, frozenset(Organisation.objects.values_list("uuid", flat=True))
    )
    real = {
        "quotient-familial",
        "regime-alimentaire",
        "communes",
        "rennes-metropole",
        "ccas-de-rennes",
    }
    rows = Published.objects.visible(everything, archived=True)
    checked = 0
    for view in public_views(rows, everything):
        town_hall = view.content.get("kind") == "commune"
        if view.type in {"commitment", "action", "right"} or town_hall or view.slug in real:
            continue
        assert view.text("summary", "fr").startswith(source.MARK["fr"]), view.key
        assert view.text("summary", "en").startswith(source.MARK["en"]), view.key
        checked += 1
    assert checked > 35


def test_elected_members_and_evidence_say_that_they_are_made_up(loaded):
    for one in reading.followed(VISITOR):
        assert "fictive" in one.view.content["elected_name"]
        for item in (one, *one.actions):
            assert all("fictive" in piece["title"] for piece in item.view.content["evidence"])


def test_each_circle_sees_its_own(loaded):
    service = Organisation.objects.get(slug="direction-des-dechets")
    partners, agents = Audience(Circle.PARTNERS), Audience(Circle.AGENTS)
    team = Audience(Circle.AGENTS, frozenset({service.uuid}))
    for slug, hidden_from, shown_to in (
        ("tonnages-provisoires", VISITOR, partners),
        ("capteurs-a-reparer", partners, agents),
        ("carnet-des-tournees", agents, team),
    ):
        assert public_view(f"dataset/{slug}", hidden_from) is None
        assert public_view(f"dataset/{slug}", shown_to) is not None


def test_one_is_withdrawn_one_archived_one_awaits_review(loaded):
    states = dict(Published.objects.filter(type="dataset").values_list("slug", "state"))
    assert states["plan-de-deneigement"] == Published.State.WITHDRAWN
    assert states["comptage-velo-ancien"] == Published.State.ARCHIVED
    assert "points-d-eau-potable" not in states
    draft = Dataset.objects.get(slug="points-d-eau-potable")
    assert draft.workflow_in_progress
    assert draft.current_workflow_state.requested_by.username == "demo-contributrice"


def test_a_visitor_walks_from_a_data_set_to_its_application_and_commitment(loaded):
    view = public_view("dataset/pesees-des-bacs-par-foyer", VISITOR)
    assert {n.key for n in view.neighbours} >= {
        "application/suivi-des-tournees",
        "action/ma-collecte-de-dechets",
        "organisation/direction-des-dechets",
    }
    assert "RGPD" in view.content["why_not_open"]


def test_a_commune_is_part_of_the_metropolis_without_being_under_it(loaded):
    view = public_view("organisation/betton", VISITOR)
    assert [n.key for n in view.neighbours if n.forward] == ["organisation/rennes-metropole"]
    assert Organisation.objects.get(slug="betton").parent is None
    assert Organisation.objects.filter(kind="commune").count() == 43


def test_states_of_actions_come_from_their_evidence(loaded):
    found = reading.followed(VISITOR, today=NOW.date())
    states = {action.number: action.standing.state for one in found for action in one.actions}
    assert states["6.3"] is State.KEPT
    assert states["6.1"] is State.LATE
    assert states["4.2"] is State.UNDERWAY
    assert states["8.3"] is State.NOT_STARTED
    assert states["2.1"] is State.WITHOUT_PROOF
    assert found[0].view.text("elected_role", "en") == "Climate and adaptation of the city"


def test_each_message_answered_has_a_public_answer(loaded):
    answered = Feedback.objects.filter(state="answered")
    assert answered.count() == 5
    assert all(message.answer and message.answered_by for message in answered)
    assert Feedback.objects.filter(state="waiting").count() == 2


def test_someone_holds_each_role(loaded):
    assert set(Membership.objects.values_list("role", flat=True)) == {role.value for role in Role}
    assert all(User.objects.values_list("demonstration", flat=True))


def test_an_open_data_set_has_rows_to_download_by_person_and_machine(loaded):
    view = public_view("dataset/arbres-urbains", VISITOR)
    file = Attachment.objects.get(record=view.uuid)
    (form,) = view.content["distributions"]
    assert str(file.uuid) in form["download_url"]
    assert form["format"].endswith("/CSV")
    with file.file.open("rb") as opened:
        content = opened.read()
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert len(content) == form["byte_size"]
    assert "Tilleul" in content.decode("utf-8")


def test_what_is_not_open_has_no_file(loaded):
    for slug in ("pesees-des-bacs-par-foyer", "images-de-videoprotection"):
        assert public_view(f"dataset/{slug}", VISITOR).content["distributions"] == []


def test_the_attendance_set_is_listed_with_its_columns_and_why_it_is_closed(loaded, client):
    html = client.get("/donnees/frequentation-creches-cantines/").content.decode()
    for text in ("Ces données existent", "L. 311-6", "Tranche de quotient familial",
                 "/glossaire/quotient-familial/", "/applications/tableau-de-bord-petite-enfance/",
                 "https://www.cada.fr/"):  # fmt: skip
        assert text in html, text
    view = public_view("dataset/frequentation-creches-cantines", VISITOR)
    assert view.content["access_level"] == "personal"
    assert view.content["distributions"] == []


def test_a_file_to_download_is_said_once(loaded, client):
    html = client.get("/donnees/arbres-urbains/").content.decode()
    assert len(re.findall(r'href="[^"]*arbres-urbains-exemple-fictif.csv"', html)) == 1
