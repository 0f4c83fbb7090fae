"""The short way of machines answers as the long one does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings

from parvis.operation import machines
from parvis.people.models import User

pytestmark = pytest.mark.django_db
STA, EXPLORE, OGC = "/sta/v1.1/", "/api/explore/v2.1/", "/ogc/"
CALLS = [
    ("GET", STA, 200), ("GET", f"{STA}Things", 200), ("GET", f"{STA}Things(9)", 404),
    ("GET", f"{STA}Nothing", 404), ("HEAD", f"{STA}Things", 200), ("OPTIONS", f"{STA}Things", 204),
    ("POST", f"{STA}Things", 401), ("DELETE", f"{STA}Things(1)", 401),
    ("TRACE", f"{STA}Things", 405),
    ("GET", f"{EXPLORE}catalog/datasets", 200), ("GET", f"{EXPLORE}catalog/datasets/?limit=1", 200),
    ("GET", f"{EXPLORE}catalog/datasets/none/records", 404), ("GET", f"{EXPLORE}none", 404),
    ("GET", f"{EXPLORE}catalog/datasets?limit=many", 400), ("GET", EXPLORE, 404),
    ("HEAD", f"{EXPLORE}catalog/datasets", 200), ("OPTIONS", f"{EXPLORE}catalog/datasets", 204),
    ("POST", f"{EXPLORE}catalog/datasets", 405),
    ("GET", OGC, 200), ("GET", f"{OGC}collections?f=json", 200), ("GET", f"{OGC}none", 404),
    ("GET", f"{OGC}collections?f=html", 200), ("GET", f"{OGC}conformance/", 404),
    ("GET", f"{OGC}collections/none/items?f=json", 404), ("GET", f"{OGC}collections?f=xml", 400),
    ("GET", f"{OGC}collections?lang=en&other=1", 400), ("HEAD", f"{OGC}collections", 200),
    ("OPTIONS", f"{OGC}collections", 204), ("POST", f"{OGC}collections", 405),
    ("GET", f"{OGC}?{'&'.join(['f=json'] * 2_000)}", 400),
]  # fmt: skip


def asked(call: tuple[str, str, int], **options: Any) -> tuple[int, dict[str, str], bytes]:
    method, path, _status = call
    answer = Client().generic(method, path, **options)
    return answer.status_code, dict(answer.headers), answer.content


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("secure", [False, True])
def test_every_header_and_word_is_the_same(call: tuple[str, str, int], secure: bool) -> None:
    short = asked(call, secure=secure)
    with override_settings(MACHINE_DOORS={}):
        assert asked(call, secure=secure) == short
    assert short[0] == call[2]
    assert {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options"} <= short[
        1
    ].keys()


@pytest.mark.parametrize(
    ("path", "accept", "short"),
    [
        ("collections", "*/*", True), ("collections", "application/geo+json", True),
        ("collections?f=json", "text/html", True), ("collections", "text/html,*/*;q=0.8", False),
        ("collections?f=html", "application/json", False), ("none", "text/html", False),
    ],
)  # fmt: skip
def test_who_wants_a_page_goes_the_long_way(
    path: str, accept: str, short: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, door = [], machines.door
    monkeypatch.setattr(machines, "door", lambda request: taken.append(path) or door(request))
    answer = Client().get(f"{OGC}{path}", headers={"Accept": accept})
    assert ("html" in answer.headers["Content-Type"]) is not short
    assert bool(taken) is short


def test_who_has_a_session_goes_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(_request: Any) -> Any:
        raise AssertionError("the short way was taken")

    monkeypatch.setattr("parvis.operation.machines.door", short)
    client = Client()
    client.force_login(User.objects.create(username="agent", email="agent@example.org"))
    for path in (f"{EXPLORE}catalog/datasets", f"{STA}Things", f"{OGC}collections"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.wsgi_request.user.is_authenticated


def test_a_refusal_is_said_in_the_language_asked_for() -> None:
    [french, english] = [
        Client().get("/sta/v1.1/Things(9)", headers={"Accept-Language": one})
        for one in ("fr", "en")
    ]
    assert french.headers["Content-Language"] == "fr"
    assert english.headers["Content-Language"] == "en"
    assert french.json()["message"] != english.json()["message"]


def test_another_host_is_refused_as_everywhere() -> None:
    for path in ("/sta/v1.1/Things", "/"):
        assert Client().get(path, headers={"Host": "elsewhere.example"}).status_code == 400


def test_a_failure_is_answered_with_every_header(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_request: Any, _path: str) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr("parvis.observations.sta.door.received", broken)
    answers = []
    for doors in ({STA: "parvis.observations.sta.urls"}, {}):
        with override_settings(MACHINE_DOORS=doors):
            answers.append(Client(raise_request_exception=False).get("/sta/v1.1/Things"))
    short, long = answers
    assert (short.status_code, short.content) == (500, long.content)
    assert short.headers == long.headers
