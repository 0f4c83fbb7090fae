"""Two questions at the foot of the street page: one tap, a public count, no trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.test import Client

from parvis.public_space.opinions import actions
from parvis.public_space.opinions.models import Choice, Question, Tally
from tests.public_space.makers import published, sensor

pytestmark = pytest.mark.django_db
HERE = {"origin": "http://testserver"}


@pytest.fixture
def device() -> Any:
    return published(sensor(title="Compteur de vélos"))


def tap(client: Client, device: Any, question: str = "clear", choice: str = "yes") -> Any:
    sent = {"question": question, "choice": choice}
    return client.post(f"/q/{device.short}/avis", sent, headers=HERE)


def counted(device: Any, question: str = "clear") -> dict[str, int]:
    found = dict(zip(Question.values, actions.counts(device.uuid), strict=True))[question]
    return dict(zip(Choice.values, [n for _words, n, _share in found.answers], strict=True))


def test_the_street_page_asks_and_one_tap_answers(device: Any, client: Client) -> None:
    page = client.get(f"/q/{device.short}").content.decode()
    assert "Cette page est-elle claire ?" in page
    assert "Cet équipement vous paraît-il acceptable ici ?" in page
    assert f'action="/q/{device.short}/avis"' in page
    response = tap(client, device)
    assert response.status_code == 303
    assert not response.cookies
    told = client.get(response["Location"]).content.decode()
    assert "Merci" in told
    assert counted(device) == {"yes": 1, "partly": 0, "no": 0}


def test_counts_are_public_as_they_are(device: Any, client: Client) -> None:
    for choice, times in (("yes", 3), ("no", 1)):
        for _ in range(times):
            actions.give(device.uuid, "acceptable", choice)
    told = client.get(f"/q/{device.short}/avis").content.decode()
    assert "75\u00a0%" in told
    assert "25\u00a0%" in told
    assert counted(device, "acceptable") == {"yes": 3, "partly": 0, "no": 1}


def test_nothing_of_a_person_can_be_kept() -> None:
    fields = {field.name: type(field) for field in Tally._meta.concrete_fields}
    assert set(fields) == {"id", "device", "question", "choice", "month", "count"}
    assert fields["month"] is models.DateField


def test_answers_of_one_month_are_one_row(device: Any, client: Client) -> None:
    for _ in range(5):
        actions.give(device.uuid, "clear", "yes")
    row = Tally.objects.get()
    assert row.count == 5
    assert row.month.day == 1


def test_one_network_is_counted_a_few_times_a_day_for_each_question(
    device: Any, client: Client, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"opinion": "2/d/key"}
    assert [tap(client, device).status_code for _ in range(3)] == [303, 303, 429]
    assert counted(device)["yes"] == 2
    assert tap(client, device, "acceptable").status_code == 303
    other = published(sensor())
    assert tap(client, other).status_code == 303


@pytest.mark.parametrize(
    ("question", "choice", "said"),
    [("colour", "yes", "colour"), ("clear", "perhaps", "perhaps"), ("", "", "clear, acceptable")],
)
def test_another_question_or_answer_is_refused_with_those_there_are(
    device: Any, client: Client, question: str, choice: str, said: str
) -> None:
    response = tap(client, device, question, choice)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Tally.objects.exists()


def test_another_sites_page_counts_nothing(device: Any, client: Client) -> None:
    sent = {"question": "clear", "choice": "no"}
    where = f"/q/{device.short}/avis"
    assert client.post(where, sent, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post(where, sent).status_code == 403
    assert not Tally.objects.exists()


def test_a_device_that_is_not_public_has_no_questions(client: Client) -> None:
    hidden = published(sensor(circle=2))
    assert client.get(f"/q/{hidden.short}/avis").status_code == 404
    assert tap(client, hidden).status_code == 404
    assert client.get("/q/zzzzzzz/avis").status_code == 404


def test_in_english_too(device: Any, client: Client) -> None:
    assert client.get(f"/en/q/{device.short}/avis").status_code == 200
