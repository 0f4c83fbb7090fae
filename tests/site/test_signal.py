"""Signalling an error: no script, no cookie, no account; nothing of what was written is lost."""

import re

import pytest

from parvis.records import feedback
from parvis.records.models import Feedback
from tests import makers

pytestmark = pytest.mark.django_db

PATH = "/organisations/jardins/signaler/"
HERE = {"Origin": "http://testserver"}


@pytest.fixture
def gardens():
    return makers.organisation(title="Direction des jardins", slug="jardins")


def filled(client, **values):
    page = client.get(PATH).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    return {"token": token, "kind": "question", "text": "Combien d’arbres ?"} | values


def test_a_message_is_kept_answered_and_read_on_the_record(client, gardens):
    response = client.post(PATH, filled(client), headers=HERE)
    assert response.status_code == 303
    assert not response.cookies
    receipt = client.get(response["Location"]).content.decode()
    assert "Votre message est arrivé" in receipt
    page = "/organisations/jardins/"
    assert "Combien d’arbres" not in client.get(page).content.decode()
    agent = makers.member(gardens, "steward")
    feedback.answer(Feedback.objects.get(), agent, "Douze mille.")
    for place in (page, response["Location"], "/organisations/jardins/flux.atom"):
        assert "Douze mille." in client.get(place).content.decode()
    assert re.search(r"<h3>Question, .*</h3>", client.get(page).content.decode())  # no button


def test_a_form_from_elsewhere_is_refused(client, gardens):
    for headers in ({}, {"Origin": "https://ailleurs.example"}, {"Origin": "null"}):
        assert client.post(PATH, filled(client), headers=headers).status_code == 403
    referred = {"Referer": f"http://testserver{PATH}"}
    assert client.post(PATH, filled(client), headers=referred).status_code == 303


def test_what_was_written_is_given_back_with_a_sentence_for_each_field(client, gardens):
    sent = filled(client, kind="", email="zoe@", text="Un <b>arbre</b>")
    response = client.post(PATH, sent, headers=HERE)
    page = response.content.decode()
    assert response.status_code == 400
    for text in ("#id_kind", "#id_email", "Un &lt;b&gt;arbre&lt;/b&gt;", 'aria-invalid="true"'):
        assert text in page
    assert not Feedback.objects.exists()


def test_a_text_too_long_is_measured_and_kept(client, gardens):
    response = client.post(PATH, filled(client, text="a" * 4001), headers=HERE)
    assert response.status_code == 400
    assert "a" * 4001 in response.content.decode()


def test_a_program_that_fills_the_trap_leaves_nothing(client, gardens):
    response = client.post(PATH, filled(client, site_web="https://spam.example"), headers=HERE)
    assert response.status_code == 303
    assert not Feedback.objects.exists()


def test_the_same_form_twice_is_one_message(client, gardens):
    sent = filled(client)
    first = client.post(PATH, sent, headers=HERE)
    assert client.post(PATH, sent, headers=HERE)["Location"] == first["Location"]
    assert Feedback.objects.count() == 1


def test_a_withdrawn_record_takes_no_message(client, gardens):
    from parvis.records import publishing

    sent = filled(client)
    publishing.withdraw_many([gardens])
    assert client.post(PATH, sent, headers=HERE).status_code == 410
