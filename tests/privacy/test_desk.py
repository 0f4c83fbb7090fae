"""Who registers one processing a year is told what the law lacks; the officer sees what is late."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.privacy import jobs, officers
from parvis.privacy.assessments.desk import AssessmentForm
from parvis.privacy.breaches import Risk
from parvis.privacy.incidents import actions as incidents
from parvis.privacy.incidents import counting
from parvis.privacy.incidents.desk import IncidentForm
from parvis.privacy.incidents.models import Incident, IncidentLetter
from parvis.privacy.models import Assessment, Officer, Processing
from parvis.records import hooks
from parvis.records.models import Published
from tests import makers
from tests.privacy.makers import processing, published
from tests.records.desk.forms import filled

pytestmark = pytest.mark.django_db
FORM = "/espace-agents/fiches/processing/"
BOARD = "/espace-agents/registre-des-traitements/"
INCIDENTS = "/espace-agents/violations/"
HOUR = dt.timedelta(hours=1)


def row(prefix: str, **values) -> dict[str, object]:
    """The first row of a step."""
    sent = {f"{prefix}-0-{name}": value for name, value in values.items()}
    return sent | {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-0-ORDER": 1}


def asked(page, home, **values):
    """The form of a processing in order, as a person fills it."""
    data = filled(page, title="Cantine", organisation=home.pk, people=["parent"],
                  data=["identity"], methods=["web_form"])  # fmt: skip
    data |= row("purposes", title="Inscrire", basis="public_task", why="code de l’éducation")
    data |= row("retentions", what="dossiers", number=2, unit="years", fate="destroy")
    return data | values


def test_a_steward_writes_a_processing_and_sends_it_to_be_read(signed):
    home = makers.organisation(kind="commune")
    client = signed(makers.member(home, "steward"))
    page = client.get(f"{FORM}add/")
    assert "Sur qui, et quoi" in page.content.decode()
    sent = asked(page, home, **{"hidden_grounds-logic": "state"})
    answer = client.post(f"{FORM}add/", sent | {"action-submit": "1"})
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    made = Processing.objects.get(title="Cantine")
    assert made.hidden_fields == ["logic"]
    assert made.hidden_grounds == {"logic": "state"}
    assert [one.title for one in made.purposes.all()] == ["Inscrire"]
    assert made.current_workflow_task is not None
    assert not made.live


def test_what_the_law_lacks_is_said_and_nothing_is_published(signed):
    home = makers.organisation(kind="commune")
    client = signed(makers.member(home, "administrator"))
    page = client.get(f"{FORM}add/")
    sent = asked(page, home, data=["health"])
    answer = client.post(f"{FORM}add/", sent | {"action-submit": "1"})
    assert set(answer.context["form"].errors) == {"special"}
    bare = {name: value for name, value in sent.items() if not name.startswith("retentions")}
    bare |= {"retentions-TOTAL_FORMS": 0, "retentions-INITIAL_FORMS": 0, "data": ["identity"]}
    answer = client.post(f"{FORM}add/", bare | {"action-submit": "1"})
    assert "La fiche ne dit pas combien de temps" in answer.content.decode()
    assert not Published.objects.filter(type="processing").exists()


def test_nobody_writes_the_register_of_another_organisation(signed):
    made = published(processing())
    other = makers.organisation()
    client = signed(makers.member(other, "steward"))
    assert client.get(f"{FORM}edit/{made.pk}/").status_code in {403, 404}
    assert client.get(f"{FORM}analyse/{made.pk}/").status_code in {403, 404}
    assert client.get(f"{BOARD}delegue/{made.organisation.pk}/").status_code == 404
    visitor = signed(makers.member(other, "contributor"))
    assert visitor.get(BOARD).status_code == 403
    assert visitor.get(INCIDENTS).status_code == 403


# the officer's board


def test_the_officer_sees_what_is_to_be_mended_by_controller(signed):
    town, other = makers.organisation(kind="commune"), makers.organisation(kind="commune")
    late = processing(organisation=town, review_on=timezone.localdate() - dt.timedelta(days=3))
    published(late)
    published(processing(organisation=other, title="Fichier d’ailleurs", recipients=[]))
    client = signed(makers.member(town, "privacy"))
    page = client.get(BOARD).content.decode()
    assert late.title in page
    assert "Cette fiche devait être relue avant" in page
    assert "Fichier d’ailleurs" not in page


def test_a_controller_with_much_to_mend_has_pages_of_its_own(signed):
    town, other = makers.organisation(kind="commune"), makers.organisation(kind="commune")
    made = [processing(organisation=town, recipients=[]) for _ in range(21)]
    published(*made)
    client = signed(makers.member(town, "privacy"))
    board = client.get(BOARD).content.decode()
    found = re.search(rf'{BOARD}responsable/{town.pk}/">([^<]+)<', board)
    assert found, "more than the board shows"
    named = sum(one.title in board for one in made)
    assert named < len(made)
    whole = client.get(f"{BOARD}responsable/{town.pk}/")
    pages = [whole, client.get(f"{BOARD}responsable/{town.pk}/?p=2")]
    told = "".join(page.content.decode() for page in pages)
    assert all(one.title in told for one in made)
    assert client.get(f"{BOARD}responsable/{other.pk}/").status_code == 404
    stranger = signed(makers.member(other, "steward"))
    assert stranger.get(f"{BOARD}responsable/{town.pk}/").status_code in {403, 404}


def test_the_board_asks_as_much_for_many_as_for_few(signed):
    town = makers.organisation(kind="commune")
    client = signed(makers.member(town, "privacy"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(BOARD).status_code == 200
        return len(seen)

    published(processing(organisation=town, recipients=[]))
    asked()
    few = asked()
    published(*(processing(organisation=town, recipients=[]) for _ in range(30)))
    asked()
    assert asked() == few


def test_naming_another_officer_reaches_every_public_record_of_the_branch(signed):
    town = makers.organisation(kind="commune")
    made = published(processing(organisation=town))
    client = signed(makers.member(town, "privacy"))
    where = f"{BOARD}delegue/{town.pk}/"
    refused = client.post(where, {"name": "Déléguée"})
    assert "Donnez une adresse e-mail" in refused.content.decode()
    assert client.post(where, {"name": "Déléguée", "phone": "02 00 00 00 01"}).status_code == 302
    assert Officer.objects.get(organisation=town).email == ""
    jobs.name_officer.call(town.pk)
    said = Published.objects.get(pk=made.uuid).content["officer"]
    assert said == {"name": "Déléguée", "email": "", "phone": "02 00 00 00 01", "address": ""}
    assert list(officers.outdated(town.pk, Processing.objects.all())) == []


# impact assessments

WHOLE = {
    **{name: f"mots de {name}" for name in ("context", "necessity", "rights", "people_words",
                                            "decision")},
    "summary": "Les risques sont connus et réduits.", "officer_opinion": "favourable",
    "officer_words": "", "officer_on": "2026-10-01", "people_on": "",
    "measures-TOTAL_FORMS": "1", "measures-INITIAL_FORMS": "0",
    "measures-0-title": "Chiffrer les sauvegardes", "measures-0-owner": "direction du numérique",
    "measures-0-due_on": "2027-02-01", "measures-0-done_on": "",
}  # fmt: skip
for event in ("access", "change", "loss"):
    WHOLE |= {f"{event}-{name}": name for name in ("impacts", "threats", "sources", "measures")}
    WHOLE |= {f"{event}-severity": "3", f"{event}-likelihood": "2"}


def test_an_assessment_is_written_validated_and_opened_again_by_a_change(signed, client):
    town = makers.organisation(kind="commune")
    made = published(processing(organisation=town, data=["health"], special="h", people=["pupil"]))
    officer = signed(makers.member(town, "privacy"))
    where = f"{FORM}analyse/{made.pk}/"
    page = officer.get(where).content.decode()
    assert "L’analyse est due" in page
    short = officer.post(where, WHOLE | {"loss-impacts": "", "act": "validate"})
    assert "Il manque encore : les données disparaissent" in short.content.decode()
    assert Assessment.objects.get().validated is None
    assert officer.post(where, WHOLE | {"act": "validate"}).status_code == 302
    sheet = Assessment.objects.get()
    assert sheet.validated == timezone.localdate()
    assert [one.title for one in sheet.measures.all()] == ["Chiffrer les sauvegardes"]
    public = client.get(f"/traitements/{made.slug}/").content.decode()
    assert "Les risques sont connus et réduits." in public
    assert "importante" in client.get(f"/traitements/{made.slug}/fiche/").content.decode()
    assert "mots de context" not in public
    stored = Processing.objects.get(pk=made.pk)
    stored.data = ["health", "identity"]
    stored.save_revision().publish()
    held = Published.objects.get(pk=made.uuid).content["assessment"]
    assert held["state"] == "reopened"
    assert "assessment-old" in [one.rule for one in hooks.gather("findings")]


def test_a_measure_that_is_done_does_not_take_the_validation_away(signed):
    town = makers.organisation(kind="commune")
    made = published(processing(organisation=town))
    officer = signed(makers.member(town, "privacy"))
    where = f"{FORM}analyse/{made.pk}/"
    officer.post(where, WHOLE | {"act": "validate"})
    officer.post(where, WHOLE | {"measures-0-done_on": "2026-11-01"})
    assert Assessment.objects.get().validated
    officer.post(where, WHOLE | {"access-severity": "4"})
    assert Assessment.objects.get().validated is None


def test_a_reader_of_the_draft_does_not_validate(signed):
    town = makers.organisation(kind="commune")
    made = published(processing(organisation=town))
    helper = signed(makers.member(town, "contributor"))
    answer = helper.post(f"{FORM}analyse/{made.pk}/", WHOLE | {"act": "validate"})
    assert answer.status_code in {302, 403}
    assert not Assessment.objects.filter(validated__isnull=False).exists()


# breaches

TOLD = {"title": "Clé perdue", "story": "Le fichier de Monsieur Introuvable", "risk": "some"}


def breach(town, hours: int, **values) -> Incident:
    made = Incident(organisation=town, known=timezone.now() - hours * HOUR, confidentiality=True,
                    **{"risk": Risk.SOME.value} | values)  # fmt: skip
    made.say(TOLD)
    made.save()
    return made


def test_a_breach_is_written_sealed_and_read_by_its_officer_alone(signed):
    town = makers.organisation(kind="commune")
    officer = signed(makers.member(town, "privacy"))
    known = timezone.localtime(timezone.now() - 2 * HOUR).strftime("%Y-%m-%dT%H:%M")
    sent = TOLD | {"organisation": town.pk, "known": known, "availability": "on"}
    answer = officer.post(f"{INCIDENTS}nouvelle/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Incident.objects.get()
    raw = Incident.objects.filter(pk=made.pk).extra(select={"raw": "sealed"})
    assert "Introuvable" not in raw.values_list("raw", flat=True)[0]
    assert "Introuvable" in officer.get(f"{INCIDENTS}{made.pk}/").content.decode()
    assert "le délai court" in officer.get(INCIDENTS).content.decode()
    elsewhere = signed(makers.member(makers.organisation(), "privacy"))
    assert elsewhere.get(f"{INCIDENTS}{made.pk}/").status_code == 404
    assert "Introuvable" not in elsewhere.get(f"{INCIDENTS}registre.csv").content.decode()
    assert "Introuvable" in officer.get(f"{INCIDENTS}registre.csv").content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"known": 1}, "known"),
        ({"happened": -1}, "happened"),
        ({"notified": -200}, "notified"),
        ({"people_told": 3}, "people_told"),
        ({"notified": -1, "known": -80}, "late_why"),
        ({"confidentiality": False}, "confidentiality"),
    ],
)
def test_what_does_not_hold_together_is_refused(values, field):
    town = makers.organisation(kind="commune")
    by = makers.member(town, "privacy")
    now = timezone.now()
    dated = {
        name: now + hours * HOUR for name, hours in values.items() if name != "confidentiality"
    }
    sent = {"known": now - 2 * HOUR, "confidentiality": True, "integrity": False,
            "availability": False, "risk": "some"}  # fmt: skip
    with pytest.raises(incidents.IncidentProblem) as refusal:
        incidents.keep(Incident(organisation=town), by, sent | TOLD | values | dated)
    assert refusal.value.code == field
    assert not Incident.objects.exists()


def test_letters_go_to_the_officer_once_a_stage_and_never_say_what_happened():
    town = makers.organisation(kind="commune")
    by = makers.member(town, "privacy")
    breach(town, 10)
    assert incidents.remind() == 0
    urgent = breach(town, 50)
    assert incidents.remind() == 1
    assert incidents.remind() == 0
    assert incidents.remind(urgent.clock.due - 5 * HOUR) == 2  # the other one's first letter too
    assert IncidentLetter.objects.filter(incident=urgent).count() == 2
    assert all(letter.to == [by.email] for letter in mail.outbox)
    assert not any("Clé" in letter.body or "Introuvable" in letter.body for letter in mail.outbox)


def test_a_letter_waits_until_there_is_an_officer():
    town = makers.organisation(kind="commune")
    breach(town, 50)
    assert incidents.remind() == 0
    makers.member(town, "privacy")
    assert incidents.remind() == 1


def test_what_waits_shows_at_the_desk_without_a_word_of_it():
    town = makers.organisation(kind="commune")
    by = makers.member(town, "privacy")
    breach(town, 80)
    breach(town, 80, risk=Risk.NONE.value)
    breach(town, 5, risk=Risk.HIGH.value, notified=timezone.now())
    told = [one.sentence for one in incidents.awaits(by)]
    assert len(told) == 2
    assert not any("Clé" in sentence for sentence in told)


def test_only_numbers_by_year_are_public(client):
    town = makers.organisation(kind="commune")
    now = timezone.now()
    breach(town, 90, notified=now)
    breach(town, 10, notified=now, people_told=now)
    years = counting.by_year()
    assert [sum(one[n] for one in years) for n in (1, 2, 3, 4)] == [2, 2, 1, 1]
    page = client.get("/traitements/non-publie/").content.decode()
    assert "Violations de données, par an" in page
    assert "Clé perdue" not in page
    assert town.title not in page


@pytest.mark.parametrize("form", [IncidentForm, AssessmentForm])
def test_a_long_form_is_asked_in_parts_that_hold_every_field_once(form):
    fields = [name for _title, _said, names in form.parts for name in names]
    assert sorted(fields) == sorted(form.base_fields)


def test_a_breach_and_an_assessment_show_their_parts(signed):
    made = published(processing())
    officer = signed(makers.member(made.organisation, "privacy"))
    for where, form in ((f"{INCIDENTS}nouvelle/", IncidentForm),
                        (f"{FORM}analyse/{made.pk}/", AssessmentForm)):  # fmt: skip
        page = officer.get(where).content.decode()
        for title, *_rest in form.parts:
            assert f"<legend>{title}</legend>" in page
    assert f"Analyse d’impact : {made.title}" in page
