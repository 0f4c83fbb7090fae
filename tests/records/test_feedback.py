"""Messages about a record: received once, answered in public, the address forgotten."""

import time
from types import SimpleNamespace

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import connection

from parvis.records import feedback
from parvis.records.feedback import FeedbackProblem, Message
from parvis.records.jobs import send_answer
from parvis.records.models import Feedback, Published
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return makers.organisation(title="Direction des jardins")


def row(service):
    return Published.objects.get(pk=service.uuid)


def message(service, **values):
    values = {"kind": "error", "text": "Le nombre d’arbres est faux."} | values
    return Message(token=feedback.new_token(service.uuid), **values)


def test_a_form_sent_twice_is_one_message(service):
    sent = message(service)
    first = feedback.receive(row(service), sent)
    assert feedback.receive(row(service), sent) == first
    assert Feedback.objects.count() == 1


def test_the_token_of_another_record_is_refused(service):
    other = makers.organisation()
    with pytest.raises(FeedbackProblem, match="token_expired"):
        feedback.receive(row(other), message(service))
    with pytest.raises(FeedbackProblem, match="token_expired"):
        feedback.receive(row(service), Message("error", "x", token="inventé"))


def test_an_old_form_is_refused_in_words(service, monkeypatch):
    sent = message(service)
    monkeypatch.setattr(feedback, "FORM_LASTS", -1)
    with pytest.raises(FeedbackProblem) as refused:
        feedback.receive(row(service), sent)
    assert "trop longtemps" in refused.value.sentence()


def test_a_form_that_returns_at_once_is_a_program_s(service, settings, monkeypatch):
    settings.PARVIS_FORM_SECONDS = 30
    sent = message(service)
    with pytest.raises(FeedbackProblem) as refused:
        feedback.receive(row(service), sent)
    assert "moins de 30 secondes" in refused.value.sentence()
    assert feedback.token_again(sent.token, service.uuid) == sent.token  # its age counts
    assert feedback.token_again("inventé", service.uuid) != "inventé"
    later = SimpleNamespace(time=lambda: time.time() + 31)
    monkeypatch.setattr(signing, "time", later)
    assert feedback.receive(row(service), sent).text == sent.text


def test_the_address_is_sealed_at_rest(service):
    feedback.receive(row(service), message(service, email="zoe@exemple.example"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM records_feedback")
        assert "zoe" not in cursor.fetchone()[0]


def test_only_who_may_answers(service):
    kept = feedback.receive(row(service), message(service))
    with pytest.raises(PermissionDenied):
        feedback.answer(kept, makers.person(), "Merci.")
    stranger = makers.member(makers.organisation(), "steward")
    with pytest.raises(PermissionDenied):
        feedback.answer(kept, stranger, "Merci.")


def test_an_answer_is_public_and_sent_then_the_address_is_forgotten(
    service, mailoutbox, django_capture_on_commit_callbacks
):
    kept = feedback.receive(row(service), message(service, email="zoe@exemple.example"))
    agent = makers.member(service, "steward")
    feedback.answer(kept, agent, "C’est corrigé, merci.")
    send_answer.call(kept.pk)
    send_answer.call(kept.pk)
    assert [mail.to for mail in mailoutbox] == [["zoe@exemple.example"]]
    assert "C’est corrigé" in mailoutbox[0].body
    kept.refresh_from_db()
    assert kept.email == ""
    assert [one.answer for one in feedback.answers(service.uuid, 5)] == ["C’est corrigé, merci."]


def test_a_message_is_answered_once(service):
    kept = feedback.receive(row(service), message(service))
    agent = makers.member(service, "steward")
    feedback.answer(kept, agent, "Non.", publish=False)
    with pytest.raises(FeedbackProblem, match="already_answered"):
        feedback.answer(kept, agent, "Si.")
    assert feedback.answers(service.uuid, 5) == []
