"""What is mended after the fact: corrected in public, passed on with its clock, its author told."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from parvis.catalogue.citizens import actions, amends, clock, jobs
from parvis.catalogue.citizens.actions import SubmissionProblem
from parvis.catalogue.models import DataRequest, Passage, Submission
from parvis.records import bulk
from tests import makers
from tests.catalogue.citizens import makers as people
from tests.site import makers as made

pytestmark = pytest.mark.django_db
SPACE = "/espace-agents/fiches"


@pytest.fixture
def town():
    here = makers.organisation(title="Direction des jardins", kind="service")
    there = makers.organisation(title="Régie de l’eau", kind="service")
    return SimpleNamespace(
        here=here,
        there=there,
        steward=makers.member(here, "steward"),
        water=makers.member(there, "steward"),
        writer=makers.member(here, "contributor"),
        trees=made.dataset(here, slug="arbres", title="Arbres"),
    )


def signed(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def refused(town, **values):
    request, submission = people.published(town.here, "request", **values)
    actions.answer(request, town.steward, "refused", "L.311-6 du CRPA", "Elles nomment des gens.")
    request.refresh_from_db()
    return request, submission


def test_a_corrected_answer_is_dated_and_what_it_said_before_stays(town, client, mailoutbox):
    request, submission = refused(town)
    DataRequest.objects.filter(pk=request.pk).update(answered=dt.date(2026, 1, 5))
    path = f"{SPACE}/request/corriger/{request.pk}/"
    browser = signed(town.steward)
    assert "Elles nomment des gens." in browser.get(path).content.decode()
    sent = {"decision": "accepted", "ground": "", "answer": "Les voici, sans les noms."}
    assert "Remplissez" not in browser.post(path, sent).content.decode()
    assert DataRequest.objects.get().decision == "refused"  # no reason was given
    sent["why"] = "La CADA a rendu un avis favorable."
    assert browser.post(path, sent).status_code == 302
    request.refresh_from_db()
    assert (request.answered, request.corrected) == (dt.date(2026, 1, 5), timezone.localdate())
    assert request.decided == timezone.localdate()
    page = client.get(f"/demandes/{request.slug}/").content.decode()
    for said in ("Les voici, sans les noms.", "Réponse corrigée le", "Acceptée"):
        assert said in page
    assert "Elles nomment des gens." not in page
    past = client.get(f"/demandes/{request.slug}/historique/").content.decode()
    assert "Elles nomment des gens." in past
    assert "La CADA a rendu un avis favorable." in past
    assert mailoutbox[-1].to == [submission.email]
    assert "La CADA a rendu un avis favorable." in mailoutbox[-1].body


def test_a_correction_changes_something_says_why_and_comes_after_an_answer(town):
    request, _submission = people.published(town.here, "request")
    said = {"decision": "refused", "ground": "L.311-6 du CRPA", "text": "Non.", "why": "Oubli."}
    with pytest.raises(SubmissionProblem, match="not_answered"):
        amends.correct(request, town.steward, **said)
    actions.answer(request, town.steward, "refused", said["ground"], "Non.")
    for change, code in (({}, "same"), ({"why": " "}, "why"), ({"ground": ""}, "ground")):
        with pytest.raises(SubmissionProblem) as problem:
            amends.correct(request, town.steward, **said | change)
        assert problem.value.code == code
    for user in (town.writer, town.water):
        with pytest.raises(PermissionDenied):
            amends.correct(request, user, **said | {"text": "Toujours non."})
    assert DataRequest.objects.get().corrected is None


def test_words_mended_leave_the_remedy_where_it_was_a_new_refusal_counts_anew():
    course = clock.Course(
        dt.date(2026, 1, 1), answered=dt.date(2026, 1, 20), decision=clock.Decision.REFUSED
    )
    today = dt.date(2026, 3, 1)
    assert clock.appeal_before(course, today) == dt.date(2026, 3, 20)
    turned = clock.Course(*([course.received, None, course.answered, course.decision]), today)
    assert clock.appeal_before(turned, today) == dt.date(2026, 5, 1)
    assert not clock.answered_late(turned)


def test_an_address_lives_on_after_a_correction(town):
    request, submission = refused(town)
    old = timezone.localdate() - jobs.KEPT_AFTER_ANSWER - dt.timedelta(days=1)
    DataRequest.objects.filter(pk=request.pk).update(answered=old, corrected=timezone.localdate())
    jobs.forget_people.call()
    submission.refresh_from_db()
    assert submission.email
    DataRequest.objects.filter(pk=request.pk).update(corrected=old)
    jobs.forget_people.call()
    submission.refresh_from_db()
    assert (submission.email, submission.mark) == ("", "")


def test_what_waits_is_passed_on_with_its_clock(town, client, mailoutbox):
    waiting = people.submission(town.here, "request")
    before = timezone.now() - dt.timedelta(days=20)
    Submission.objects.filter(pk=waiting.pk).update(received=before)
    browser, path = signed(town.steward), f"{SPACE}/request/recues/{waiting.pk}/"
    assert f"{path}transmettre/" in browser.get(path).content.decode()
    page = browser.get(f"{path}transmettre/").content.decode()
    assert "L.114-3" in page
    sent = {"to": town.there.pk, "why": "Ces compteurs sont à elle."}
    assert browser.post(f"{path}transmettre/", sent).status_code == 302
    assert browser.get(path).status_code == 404
    (letter,) = mailoutbox
    for said in ("Régie de l’eau", "Ces compteurs sont à elle.", "L.114-3"):
        assert said in letter.body
    receipt = client.get(f"/demandes/recue/{waiting.receipt}/").content.decode()
    assert "Ces compteurs sont à elle." in receipt
    assert "n’a pas recommencé" in receipt
    assert "Ces compteurs" in signed(town.water).get(path).content.decode()
    waiting.refresh_from_db()
    record = actions.publish(waiting, town.water, waiting.said)
    assert record.organisation == town.there
    assert record.received == timezone.localdate(before)  # the delay did not begin anew
    passage = Passage.objects.get()
    assert (passage.by, passage.before, passage.after) == (town.steward, town.here, town.there)


def test_a_public_request_is_passed_on_in_public(town, client, mailoutbox):
    request, submission = people.published(town.here, "request")
    mailoutbox.clear()
    path = f"{SPACE}/request/transmettre/{request.pk}/"
    sent = {"to": town.there.pk, "why": "La régie les tient."}
    assert signed(town.steward).post(path, sent).status_code == 302
    page = client.get(f"/demandes/{request.slug}/").content.decode()
    assert "Régie de l’eau" in page
    assert "La régie les tient." in (
        client.get(f"/demandes/{request.slug}/historique/").content.decode()
    )
    fresh = DataRequest.objects.get()
    assert fresh.received == request.received
    assert [letter.to for letter in mailoutbox] == [[submission.email]]
    with pytest.raises(PermissionDenied):
        actions.answer(fresh, town.steward, "accepted", "", "Oui.")
    actions.answer(fresh, town.water, "accepted", "", "Oui.")
    with pytest.raises(SubmissionProblem, match="answered"):
        amends.pass_request_on(fresh, town.water, town.here, "Non.")


def test_nothing_is_passed_on_without_reason_right_or_another_organisation(town):
    waiting = people.submission(town.here)
    gone = makers.organisation(title="Ancienne direction")
    gone.live = False
    gone.save()
    for to, why, code in (
        (town.there, " ", "why_passed"),
        (town.here, "Oui.", "same_organisation"),
        (gone, "Oui.", "no_organisation"),
    ):
        with pytest.raises(SubmissionProblem) as problem:
            amends.pass_on(waiting, town.steward, to, why)
        assert problem.value.code == code
    with pytest.raises(PermissionDenied):
        amends.pass_on(waiting, town.water, town.there, "Elle est à nous.")
    for name in ("writer", "water"):
        browser = signed(getattr(town, name))
        path = f"{SPACE}/reuse/recues/{waiting.pk}/transmettre/"
        assert browser.post(path, {"to": town.there.pk, "why": "Oui."}).status_code != 200
    assert not Passage.objects.exists()


def test_the_reason_of_a_refusal_is_corrected_then_forgotten(town, client):
    waiting = people.submission(town.here)
    actions.refuse(waiting, town.steward, "C’est une publicité.")
    listed = signed(town.steward).get(f"{SPACE}/reuse/recues/refusees/").content.decode()
    assert "C’est une publicité." in listed
    path = f"{SPACE}/reuse/recues/{waiting.pk}/raison/"
    assert path in listed
    sent = {"reason": "Cette page n’existe plus."}
    for other in (town.writer, town.water):
        assert signed(other).post(path, sent).status_code in {302, 403, 404}
    assert signed(town.steward).post(path, sent).status_code == 302
    receipt = f"/reutilisations/recue/{waiting.receipt}/"
    page = client.get(receipt).content.decode()
    assert "Cette page n’existe plus." in page
    assert "Raison corrigée le" in page
    old = timezone.now() - jobs.KEPT_AFTER_ANSWER - dt.timedelta(days=1)
    Submission.objects.update(decided=old)
    jobs.forget_people.call()
    assert "n’existe plus" in client.get(receipt).content.decode()  # mended since
    Submission.objects.update(reason_corrected=old)
    jobs.forget_people.call()
    page = client.get(receipt).content.decode()
    assert "n’existe plus" not in page
    assert "puis effacée" in page
    with pytest.raises(SubmissionProblem, match="forgotten"):
        amends.correct_reason(waiting, town.steward, "Autre chose.")
    assert "publicité" not in signed(town.steward).get(f"{SPACE}/reuse/recues/refusees/").text


def test_what_was_passed_on_is_forgotten_too(town):
    waiting = people.submission(town.here)
    amends.pass_on(waiting, town.steward, town.there, "Mme Durand s’en occupe.")
    Passage.objects.update(at=timezone.now() - jobs.KEPT_UNDECIDED - dt.timedelta(days=1))
    jobs.forget_people.call()
    assert Passage.objects.get().why == ""


def test_going_back_on_a_publication_says_why_and_forgets_the_author(town, client, mailoutbox):
    reuse, submission = people.published(town.here, datasets=[town.trees])
    mailoutbox.clear()
    path = f"{SPACE}/reuse/retirer/{reuse.pk}/"
    sent = {"reason": "Le site vend autre chose."}
    assert signed(town.water).post(path, sent).status_code in {302, 403, 404}
    assert client.get(f"/reutilisations/{reuse.slug}/").status_code == 200
    assert signed(town.steward).post(path, sent).status_code == 302
    gone = client.get(f"/reutilisations/{reuse.slug}/")
    assert gone.status_code == 410
    (letter,) = mailoutbox
    assert "Le site vend autre chose." in letter.body
    assert "List-Unsubscribe" not in letter.extra_headers
    submission.refresh_from_db()
    assert (submission.email, submission.mark) == ("", "")
    receipt = client.get(f"/reutilisations/recue/{submission.receipt}/").content.decode()
    assert "Le site vend autre chose." in receipt
    with pytest.raises(SubmissionProblem, match="withdrawn"):
        amends.take_down(reuse, town.steward, "Encore.")


def test_two_reuses_of_one_author_are_one_letter_and_one_stop(town, client, mailoutbox):
    one, _first = people.published(town.here, datasets=[town.trees], email="zoe@exemple.fr")
    two, _second = people.published(town.here, datasets=[town.trees], email="Zoe@exemple.fr")
    other, _third = people.published(town.here, datasets=[town.trees])
    asked, _waiting = people.published(town.here, "request", email="zoe@exemple.fr")
    mailoutbox.clear()
    notice = actions.announce(town.trees, town.steward, "Tout change.", None)
    for _n in range(2):
        jobs.warn.call(notice.pk)
    assert sorted(letter.to[0].lower() for letter in mailoutbox) == [
        *sorted(["zoe@exemple.fr", Submission.objects.get(record=other.uuid).email])
    ]
    (letter,) = [letter for letter in mailoutbox if "zoe" in letter.to[0].lower()]
    assert one.title in letter.body
    assert two.title in letter.body
    assert other.title not in letter.body
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>").split("/courriels")[1]
    client.post(f"/courriels{stop}")
    left = Submission.objects.exclude(mark="").values_list("record", flat=True)
    assert set(left) == {other.uuid, asked.uuid}  # an answer that is due still reaches its author


def test_who_warns_sees_people_not_reuses(town):
    for _n in range(2):
        people.published(town.here, datasets=[town.trees], email="zoe@exemple.fr")
    page = signed(town.steward).get(f"{SPACE}/dataset/prevenir/{town.trees.pk}/").content.decode()
    assert "2 réutilisations publiées" in page
    assert "1 personne a laissé une adresse" in page


def test_a_corrected_request_keeps_its_place_in_the_catalogue(town):
    request, _submission = refused(town)
    amends.correct(
        request, town.steward, decision="refused", ground=request.ground,
        text="Elles nomment des habitants.", why="Plus clair.",
    )  # fmt: skip
    request = DataRequest.objects.get()
    assert request.decided is None  # the decision stands since the first answer
    assert bulk.save_many([request]) == 0
