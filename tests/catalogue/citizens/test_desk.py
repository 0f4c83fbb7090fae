"""At the desk: only who publishes for the organisation reads, decides, answers and warns."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.catalogue.models import ChangeNotice, DataRequest, Reuse, Submission
from tests import makers
from tests.catalogue.citizens import makers as people
from tests.records.desk.waiting import awaited
from tests.site import makers as made

pytestmark = pytest.mark.django_db
SPACE = "/espace-agents/fiches"


@pytest.fixture
def town():
    above = makers.organisation(title="Métropole d’essai", kind="metropolis")
    here = makers.organisation(title="Direction des jardins", kind="service", parent=above)
    elsewhere = makers.organisation(title="Ville voisine", kind="commune")
    return SimpleNamespace(
        here=here,
        writer=makers.member(here, "contributor"),
        steward=makers.member(here, "steward"),
        chief=makers.member(above, "steward"),
        stranger=makers.member(elsewhere, "steward"),
        nobody=makers.person(),
        trees=made.dataset(here, slug="arbres", title="Arbres"),
    )


def signed(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def screens(town):
    """Each screen, the form that acts, and what then exists."""
    waiting = people.submission(town.here, datasets=[town.trees])
    asked = people.submission(town.here, "request")
    request, _submission = people.published(town.here, "request")
    decision = {"title": "Carte", "summary": "Des arbres.", "decision": "publish"}
    answer = {"decision": "accepted", "answer": "Les voici."}
    return {
        f"{SPACE}/reuse/recues/{waiting.pk}/": (decision, Reuse.objects.all),
        f"{SPACE}/request/recues/{asked.pk}/": (decision, DataRequest.objects.exclude(
            pk=request.pk).all),
        f"{SPACE}/request/repondre/{request.pk}/": (answer, DataRequest.objects.filter(
            decision="accepted").all),
        f"{SPACE}/dataset/prevenir/{town.trees.pk}/": ({"text": "Fin."}, ChangeNotice.objects.all),
    }  # fmt: skip


@pytest.mark.parametrize("who", ["steward", "chief"])
def test_who_publishes_for_the_organisation_acts(town, screens, who):
    browser = signed(getattr(town, who))
    for path, (form, made_rows) in screens.items():
        assert browser.get(path).status_code == 200, path
        assert browser.post(path, form).status_code == 302, path
        assert made_rows().count() == 1, path


@pytest.mark.parametrize("who", ["writer", "stranger", "nobody", None])
def test_nobody_else_reads_or_acts(town, screens, who):
    browser = signed(getattr(town, who)) if who else Client()
    for path, (form, made_rows) in screens.items():
        assert browser.get(path).status_code in {302, 403, 404}, path
        assert browser.post(path, form).status_code in {302, 403, 404}, path
        assert not made_rows().exists(), path


def test_a_warning_sent_twice_is_one(town, screens):
    path = next(path for path in screens if "prevenir" in path)
    browser = signed(town.steward)
    assert "aussi publié" in browser.get(path).content.decode()  # what one writes is read by all
    for text in ("Fin.", "Fin. ", "Fin demain."):
        browser.post(path, {"text": text})
    assert {one.text for one in ChangeNotice.objects.all()} == {"Fin.", "Fin demain."}
    assert ChangeNotice.objects.count() == 2


def test_a_refusal_without_reason_is_given_back(town, screens):
    browser = signed(town.steward)
    path = next(iter(screens))
    page = browser.post(path, {"title": "x", "summary": "y", "decision": "refuse"})
    assert page.status_code == 200
    assert "Dites pourquoi" in page.content.decode()
    assert Submission.objects.filter(state="waiting").count() == 2


def test_the_moderator_s_words_are_the_ones_published(town, screens):
    path = next(iter(screens))
    signed(town.steward).post(
        path, {"title": "Juste", "summary": "Et court.", "decision": "publish"}
    )
    assert Reuse.objects.get().summary == "Et court."


def test_a_refusal_of_data_names_its_ground(town, screens):
    path = next(path for path in screens if "repondre" in path)
    page = signed(town.steward).post(path, {"decision": "refused", "answer": "Non."})
    assert "texte de loi" in page.content.decode()
    assert not DataRequest.objects.exclude(decision="").exists()


def test_what_waits_is_on_the_first_screen_of_who_decides(town, screens):
    said = awaited(town.steward)
    assert sum("la lire" in one.title for one in said) == 2
    assert any("Réponse due" in one.title for one in said)
    assert not awaited(town.stranger)
    for one in said:
        assert signed(town.steward).get(one.url).status_code == 200


def test_the_list_of_what_waits_is_paged_and_asks_no_more_when_it_is_long(town):
    browser = signed(town.steward)
    people.submission(town.here)
    counts = []
    for more in (0, 54):
        for _n in range(more):
            people.submission(town.here)
        browser.get(f"{SPACE}/reuse/recues/")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"{SPACE}/reuse/recues/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    page = browser.get(f"{SPACE}/reuse/recues/?p=2").content.decode()
    assert "Page 2 sur 2" in page
    for odd in ("0", "x", "999", "%00"):
        assert browser.get(f"{SPACE}/reuse/recues/?p={odd}").status_code == 200


def test_a_request_that_is_broken_is_not_answered_and_says_so(town):
    request, _submission = people.published(town.here, "request")
    DataRequest.objects.filter(pk=request.pk).update(title="")
    path = f"{SPACE}/request/repondre/{request.pk}/"
    answer = signed(town.steward).post(path, {"decision": "accepted", "answer": "Les voici."})
    assert answer.status_code == 200
    assert "parvis-errors" in answer.content.decode()
    assert DataRequest.objects.get(pk=request.pk).decision == ""


def test_the_edit_pages_lead_to_warning_and_answering(town, screens):
    browser = signed(town.steward)
    page = browser.get(f"{SPACE}/dataset/edit/{town.trees.pk}/").content.decode()
    assert f"/prevenir/{town.trees.pk}/" in page
    request = DataRequest.objects.get()
    page = browser.get(f"{SPACE}/request/edit/{request.pk}/").content.decode()
    assert f"/repondre/{request.pk}/" in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"decision": "accepted"}, "answer"),
        ({"decision": "refused", "answer": "Non."}, "ground"),
        ({"decision": "accepted", "answer": "Oui."}, "answered"),
    ],
)
def test_no_door_brings_a_decision_without_its_reasons(town, values, field):
    request = DataRequest(title="x", slug="x", organisation=town.here, **values)
    with pytest.raises(ValidationError) as refused:
        request.full_clean()
    assert field in refused.value.message_dict


def test_return_in_the_form_of_an_answer_sends_the_answer(town, screens):
    """A browser presses the first button of a form: saying "under study" is another form."""
    path = next(path for path in screens if "repondre" in path)
    page = signed(town.steward).get(path).content.decode()
    (form,) = [part for part in page.split("<form")[1:] if 'name="answer"' in part]
    assert 'name="act"' in page
    assert 'name="act"' not in form.partition("</form>")[0]
