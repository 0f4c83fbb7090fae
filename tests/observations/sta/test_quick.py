"""What is taken before a request is made of it is answered, and refused, as by the whole way."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from parvis.observations import usual
from parvis.observations.models import Key, Observation
from parvis.observations.sta.together import TOGETHER
from parvis.operation import quick
from parvis.operation.quick import Quick
from parvis.organisations.models import Organisation
from tests.observations.sta.conftest import ROOT, SECRET, City

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("key", "mine")]
TODAY = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
KEYS = {"HTTP_AUTHORIZATION": f"Bearer {SECRET}"}
OWN = {"location", "content-length"}
Answer = tuple[str, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


@pytest.fixture(name="mine")
def _mine(city: City, rennes: Organisation) -> City:
    city.mairie.organisation = rennes
    city.mairie.save()
    return city


def asked(application: Any, body: Any, **head: str) -> Answer:
    """Status, headers under small letters, text."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": f"{ROOT}/Observations", "QUERY_STRING": "",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(sent), "wsgi.errors": io.StringIO(),
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(sent)), **KEYS, **head,
    }  # fmt: skip
    started: list[Any] = []
    parts = application(environ, lambda *told: started.append(told))
    text = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    [(status, headers)] = started
    names = [name.lower() for name, _value in headers]
    assert len(names) == len(set(names))
    return status, {name.lower(): value for name, value in headers}, text


def said(city: City, second: int, **values: Any) -> dict[str, Any]:
    return {
        "phenomenonTime": f"2026-11-30T10:00:{second:02}Z", "result": 1.5,
        "Datastream": {"@iot.id": city.air.pk}, **values,
    }  # fmt: skip


def number(answer: Answer) -> int:
    return int(json.loads(answer[2])["@iot.id"])


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of what was taken quickly."""
    found: list[int] = []
    take = quick.taken

    def told(*given: Any) -> Any:
        made = take(*given)
        if made is not None:
            found.append(int(json.loads(made[1])["@iot.id"]))
        return made

    monkeypatch.setattr(quick, "taken", told)
    return found


@pytest.mark.parametrize("head", [
    {}, {"HTTP_ACCEPT_LANGUAGE": "en"}, {"HTTP_ACCEPT_LANGUAGE": "fr", "HTTP_COOKIE": "a=b"},
    {"wsgi.url_scheme": "https", "SERVER_PORT": "443"}, {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_ORIGIN": "https://elsewhere.example", "HTTP_ACCEPT": "text/html"},
])  # fmt: skip
def test_every_header_and_word_is_that_of_the_whole_way(
    mine: City, taken: list[int], head: dict[str, str]
) -> None:
    whole = WSGIHandler()
    served = Quick(whole)
    asked(served, said(mine, 1), **head)
    status, headers, text = asked(served, said(mine, 2), **head)
    assert taken == [number((status, headers, text))]
    again = asked(whole, said(mine, 2), **head)  # the same one: it is there
    assert again == (status, headers, text)
    assert {"content-security-policy", "x-frame-options", "content-language"} <= headers.keys()


def test_a_head_that_differs_in_anything_is_decided_anew(mine: City, taken: list[int]) -> None:
    served = Quick(WSGIHandler())
    french = asked(served, said(mine, 1), HTTP_ACCEPT_LANGUAGE="fr")[1]
    english = asked(served, said(mine, 2), HTTP_ACCEPT_LANGUAGE="en")[1]
    assert (french["content-language"], english["content-language"]) == ("fr", "en")
    for second, other in enumerate(({"HTTP_HOST": "elsewhere.example"}, {"HTTP_HOST": "x" * 300})):
        status, _headers, _text = asked(served, said(mine, 10 + second), **other)
        assert status == "400 Bad Request"
    assert not taken
    assert number(asked(served, said(mine, 3), HTTP_ACCEPT_LANGUAGE="fr")) == taken[0]


def test_keys_and_who_passed_it_on_are_apart_from_the_head(mine: City, taken: list[int]) -> None:
    served = Quick(WSGIHandler())
    asked(served, said(mine, 1))
    asked(served, said(mine, 2), HTTP_X_REQUEST_ID="a", HTTP_X_FORWARDED_FOR="192.0.2.1")
    without = {"HTTP_AUTHORIZATION": "", "HTTP_X_API_KEY": SECRET}
    asked(served, said(mine, 3), **without)
    assert len(taken) == 2
    assert asked(served, said(mine, 4), HTTP_AUTHORIZATION="Bearer autre")[0] == "401 Unauthorized"
    assert asked(served, said(mine, 4), HTTP_AUTHORIZATION="")[0] == "401 Unauthorized"


def test_a_key_that_was_taken_back_opens_nothing(mine: City, key: Key, taken: list[int]) -> None:
    served = Quick(WSGIHandler())
    for second in (1, 2):
        assert asked(served, said(mine, second))[0] == "201 Created"
    Key.objects.filter(pk=key.pk).update(ended=TODAY)
    assert asked(served, said(mine, 3))[0] == "401 Unauthorized"
    assert len(taken) == 1


def test_what_is_not_as_most_are_goes_the_whole_way_with_all_it_said(
    mine: City, taken: list[int]
) -> None:
    whole = WSGIHandler()
    served = Quick(whole)
    asked(served, said(mine, 1))
    asked(served, said(mine, 2))
    before = list(taken)
    told = [
        (said(mine, 3, parameters={"a": 1}), {}),
        (said(mine, 4, parameters={"a": "é" * 600}), {}),
        (said(mine, 5, result="ouvert"), {}),
        (said(mine, 6, phenomenonTime="2026-10-30T10:00:00Z"), {}),
        (said(mine, 7, Datastream={"@iot.id": 10**9}), {}),
        (said(mine, 8, Datastream={"@iot.id": mine.noise.pk}), {}),
        (b"{", {}), (b"\xff", {}), (b"", {}),
        (said(mine, 9), {"QUERY_STRING": "a=b"}), (said(mine, 10), {"CONTENT_TYPE": "text/plain"}),
        (said(mine, 11), {"REQUEST_METHOD": "PUT"}), (said(mine, 12), {"CONTENT_LENGTH": "x"}),
    ]  # fmt: skip
    for body, head in told:
        found = asked(served, body, **head)
        wanted = asked(whole, body, **head)
        assert found == wanted
    assert taken == before


def test_a_past_month_is_not_tried_for_nothing(
    mine: City, taken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    served = Quick(WSGIHandler())
    asked(served, said(mine, 1))
    tried: list[Any] = []
    monkeypatch.setattr(usual, "KEPT", dict.fromkeys(usual.KEPT, tried.append))
    status, _headers, _text = asked(served, said(mine, 2, phenomenonTime="2026-10-01T10:00:00Z"))
    assert (status, taken, tried) == ("201 Created", [], [])


def test_what_is_known_is_the_same_one_and_another_result_corrects_it(mine: City) -> None:
    served = Quick(WSGIHandler())
    asked(served, said(mine, 1))
    one = number(asked(served, said(mine, 2)))
    assert number(asked(served, said(mine, 2))) == one
    assert number(asked(served, said(mine, 2, result=2.5))) == one
    assert Observation.objects.get(pk=one).number == 2.5


def test_what_fails_is_said_by_the_whole_way(
    mine: City, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    served = Quick(WSGIHandler())
    asked(served, said(mine, 1))

    def broken(_sent: Any) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr(TOGETHER, "usual", broken)
    assert asked(served, said(mine, 2))[0] == "201 Created"
    assert "broken" in caplog.text


def test_only_so_many_heads_are_known(mine: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "HEADS", 3)
    served = Quick(WSGIHandler())
    for second in range(8):
        asked(served, said(mine, second), HTTP_USER_AGENT=str(second))
        assert len(served.heads) <= 3


def test_nothing_is_learnt_of_a_refusal(mine: City) -> None:
    served = Quick(WSGIHandler())
    asked(served, said(mine, 1), HTTP_AUTHORIZATION="Bearer autre")
    asked(served, said(mine, 1), HTTP_HOST="elsewhere.example")
    assert not served.heads


def test_a_connection_that_went_away_is_opened_again(mine: City, taken: list[int]) -> None:
    served = Quick(WSGIHandler())
    asked(served, said(mine, 1))
    connection.close()
    assert asked(served, said(mine, 2))[0] == "201 Created"
    assert len(taken) == 1
