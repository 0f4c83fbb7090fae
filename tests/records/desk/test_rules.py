"""The rules of the desk that no other file of tests holds."""

from __future__ import annotations

import tomllib
from uuid import uuid4

import pytest
import wagtail
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, models
from wagtail.models import ReferenceIndex, Revision

from parvis.organisations.models import Organisation
from parvis.records.desk import views
from parvis.records.desk.viewset import viewsets
from parvis.records.models import Letter, Published, Record
from tests import makers
from tests.records.desk.forms import ADD, EDIT, filled
from tests.records.desk.test_scope import draft

pytestmark = pytest.mark.django_db


def create(browser, action="", **values):
    data = filled(browser.get(ADD), **values)
    return browser.post(ADD, data | ({f"action-{action}": "1"} if action else {}))


def test_1_a_plain_many_to_many_field_is_refused_at_start(monkeypatch):
    field = models.ManyToManyField("people.User")
    field.name = "readers"
    monkeypatch.setattr(Organisation._meta, "local_many_to_many", [field])
    assert [error.id for error in Organisation._check_many_to_many()] == ["records.E001"]


def test_2_a_draft_never_changes_what_names_a_published_record(town, signed):
    browser = signed(town.chief)
    page = browser.get(f"{EDIT}{town.here.pk}/")
    for name in ("slug", "kind", "parent"):
        assert page.context["form"].fields[name].disabled
    forged = filled(page) | {"slug": "ailleurs", "kind": "company", "action-publish": "1"}
    browser.post(f"{EDIT}{town.here.pk}/", forged)
    fresh = Organisation.objects.get(pk=town.here.pk)
    assert (fresh.slug, fresh.kind, fresh.parent) == (town.here.slug, "service", town.above)


@pytest.mark.parametrize("record_type", sorted(viewsets))
def test_2_a_revision_gives_back_nothing_that_names_a_record(town, record_type):
    record = draft(record_type, town.here, town.writer)
    texts = {"identifier", "uri", "kind"} & set(record.undrafted)
    forged = {**record.latest_revision.content, "title": "Neuf", "slug": "faux"}
    forged |= {"uuid": str(uuid4()), "organisation": town.elsewhere.pk}
    forged |= dict.fromkeys(texts, "forgé")
    found = record.with_content_json(forged)
    assert found.title == "Neuf"
    for name in record.undrafted:
        assert getattr(found, name) == getattr(record, name), name


def test_a_slug_is_made_from_the_title_and_may_change_until_publication(town, signed):
    browser = signed(town.administrator)
    assert create(browser, title="Régie de l’eau", kind="public").status_code == 302
    made = Organisation.objects.get(title="Régie de l’eau")
    assert made.slug == "regie-de-leau"
    page = browser.get(f"{EDIT}{made.pk}/")
    browser.post(f"{EDIT}{made.pk}/", filled(page, slug="eau"))
    made.refresh_from_db()
    assert made.slug == "eau"


def test_two_drafts_with_one_slug_give_a_sentence_by_the_field(town, signed):
    browser = signed(town.administrator)
    create(browser, title="Régie", slug="regie")
    answer = create(browser, title="Autre régie", slug="regie")
    assert answer.status_code == 200
    assert answer.context["error_summary"][0][0] == "id_slug"
    assert 'href="#id_slug"' in answer.content.decode()


def test_a_slug_taken_at_the_same_instant_gives_a_sentence_too(town, signed, monkeypatch):
    browser = signed(town.administrator)

    def taken(self, form):
        raise IntegrityError

    monkeypatch.setattr(views.snippets.CreateView, "form_valid", taken)
    answer = create(browser, title="Régie")
    assert answer.status_code == 200
    assert "vient d’être prise" in answer.content.decode()


def test_a_copy_has_its_own_identity(town, signed):
    browser = signed(town.administrator)
    page = browser.get(f"/espace-agents/fiches/organisation/copy/{town.here.pk}/")
    form = page.context["form"]
    assert form["title"].value() == "Direction des jardins (copie)"
    assert not form["slug"].value()
    browser.post(f"/espace-agents/fiches/organisation/copy/{town.here.pk}/", filled(page))
    made = Organisation.objects.get(title="Direction des jardins (copie)")
    assert made.uuid != town.here.uuid
    assert not made.live
    assert not Published.objects.filter(pk=made.uuid).exists()


def test_7_the_first_edit_keeps_the_state_before_it(town, signed):
    assert town.here.latest_revision is None
    browser = signed(town.writer)
    page = browser.get(f"{EDIT}{town.here.pk}/")
    assert browser.post(f"{EDIT}{town.here.pk}/", filled(page, title="Après")).status_code == 302
    first, second = Revision.objects.for_instance(town.here).order_by("pk")
    assert first.content["title"] == "Direction des jardins"
    assert second.content["title"] == "Après"
    town.here.refresh_from_db()
    assert town.here.live_revision == first
    compare = f"/espace-agents/fiches/organisation/history/{town.here.pk}/revisions/compare/"
    text = browser.get(f"{compare}live...latest/").content.decode()
    assert "Après" in text


def test_8_nothing_is_written_without_a_click(town, signed):
    assert settings.WAGTAIL_AUTOSAVE_INTERVAL == 0
    assert Record.wagtail_reference_index_ignore
    browser = signed(town.writer)
    page = browser.get(f"{EDIT}{town.here.pk}/")
    assert b"data-w-autosave-interval-value" not in page.content
    browser.post(f"{EDIT}{town.here.pk}/", filled(page, title="Après"))
    assert not ReferenceIndex.objects.exists()


def test_8_a_submitted_draft_sends_no_letter_inside_the_request(town, signed, settings):
    settings.EMAIL_BACKEND = "parvis.records.mail.Outbox"
    browser = signed(town.writer)
    data = filled(browser.get(f"{EDIT}{town.here.pk}/"), title="Après")
    assert browser.post(f"{EDIT}{town.here.pk}/", data | {"action-submit": "1"}).status_code == 302
    assert Letter.objects.filter(state=Letter.State.WAITING).exists()  # for a background task
    assert mail.outbox == []


def test_12_wagtail_s_minor_version_is_pinned():
    project = tomllib.loads(
        (settings.BASE_DIR.parent / "pyproject.toml").read_text(encoding="utf-8")
    )
    (pin,) = [r for r in project["project"]["dependencies"] if r.startswith("wagtail")]
    major, minor = wagtail.VERSION[:2]
    assert pin == f"wagtail>={major}.{minor},<{major}.{minor + 1}"


def test_a_draft_may_be_incomplete_but_an_organisation_must_be_one_s_own(town, signed):
    browser = signed(town.administrator)
    assert create(browser, title="Sans rien d’autre").status_code == 302
    stranger = makers.organisation(title="Pas à eux", parent=town.elsewhere)
    writer = signed(town.writer)
    assert writer.get(f"{EDIT}{stranger.pk}/").status_code == 404


def test_the_switch_of_each_field_is_a_box_with_the_name_of_the_field(town, signed):
    browser = signed(town.steward)
    page = browser.get(f"{EDIT}{town.here.pk}/")
    text = page.content.decode()
    assert "Adresse e-mail publique" in text
    data = filled(page, contact="jardins@ville.example", hidden_fields=["contact"])
    data["translations-en-title"] = "Parks"
    browser.post(f"{EDIT}{town.here.pk}/", data | {"action-publish": "1"})
    content = Published.objects.get(pk=town.here.uuid).content
    assert "contact" not in content
    assert content["translations"]["en"]["title"] == "Parks"


def test_the_preview_shows_the_draft_and_no_public_address_does(town, signed, client):
    browser = signed(town.writer)
    page = browser.get(f"{EDIT}{town.here.pk}/")
    browser.post(f"{EDIT}{town.here.pk}/", filled(page, title="En préparation"))
    path = f"/espace-agents/fiches/organisation/preview/{town.here.pk}/"
    sent = browser.post(path, filled(page, title="En préparation"))
    assert sent.json() == {"is_valid": True, "is_available": True}
    preview = browser.get(path)
    assert preview.status_code == 200
    assert "En préparation" in preview.content.decode()
    assert "private" in preview["Cache-Control"] or "no-store" in preview["Cache-Control"]
    for path in (f"/organisations/{town.here.slug}/", f"/id/organisation/{town.here.slug}"):
        assert "En préparation" not in client.get(path).content.decode()


def test_many_records_change_together_or_not_at_all(town, signed):
    browser = signed(town.chief)
    pk = [town.here.pk, town.above.pk]
    path = f"/espace-agents/fiches/organisation/ensemble/?id={pk[0]}&id={pk[1]}"
    answer = browser.post(path, {"field": "review_on", "review_on": "2027-01-31"})
    assert answer.status_code == 302
    rows = Published.objects.filter(pk__in=[town.here.uuid, town.above.uuid])
    assert {row.content["review_on"] for row in rows} == {"2027-01-31"}

    Organisation.objects.filter(pk=town.here.pk).update(locked=True, locked_by=town.administrator)
    answer = browser.post(path, {"field": "circle", "circle": "2"})
    assert answer.status_code == 200
    assert "Direction des jardins : Elle est verrouillée" in answer.content.decode()
    assert set(Organisation.objects.filter(pk__in=pk).values_list("circle", flat=True)) == {0}


def test_a_contributor_s_change_of_many_waits_in_drafts(town, signed):
    path = f"/espace-agents/fiches/organisation/ensemble/?id={town.here.pk}"
    answer = signed(town.writer).post(path, {"field": "circle", "circle": "2"})
    assert answer.status_code == 302
    town.here.refresh_from_db()
    assert town.here.circle == 0
    assert town.here.latest_revision.content["circle"] == 2


@pytest.mark.parametrize("id_", ["", "x", "99999999", "1' OR 1=1"])
def test_strange_ticks_are_not_found(town, signed, id_):
    path = "/espace-agents/fiches/organisation/ensemble/"
    assert signed(town.chief).get(path, {"id": id_}).status_code == 404


@pytest.mark.parametrize("field", ["", "live", "uuid", "title"])
def test_only_the_offered_fields_change_together(town, signed, field):
    path = f"/espace-agents/fiches/organisation/ensemble/?id={town.here.pk}"
    answer = signed(town.chief).post(path, {"field": field, "live": "", "title": "Vol"})
    assert answer.status_code == 200
    town.here.refresh_from_db()
    assert town.here.live


def test_the_desk_s_policy_allows_nothing_inline(town, signed):
    policy = signed(town.writer).get(f"{EDIT}{town.here.pk}/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_an_answer_to_a_message_is_for_those_who_may(town, signed):
    from parvis.records.models import Feedback

    row = Published.objects.get(pk=town.here.uuid)
    message = Feedback.objects.create(record=row, text="Une erreur de date")
    path = f"/espace-agents/signalements/{message.uuid}/"
    assert signed(town.stranger).get(path).status_code == 404
    assert "Une erreur de date" not in signed(town.stranger).get("/espace-agents/").content.decode()
    writer = signed(town.writer)
    assert path in writer.get("/espace-agents/").content.decode()
    assert writer.post(path, {"answer": "Corrigée.", "decision": "answer"}).status_code == 302
    message.refresh_from_db()
    assert (message.state, message.answer) == ("answered", "Corrigée.")


def test_search_finds_one_s_own_records(town, signed):
    found = signed(town.writer).get("/espace-agents/recherche/?q=jardins").content.decode()
    assert f"{EDIT}{town.here.pk}/" in found
    assert (
        "Ville voisine"
        not in signed(town.writer).get("/espace-agents/recherche/?q=voisine").content.decode()
    )
