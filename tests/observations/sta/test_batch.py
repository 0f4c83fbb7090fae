"""Batches in parts, as the standard writes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from django.test import Client

from parvis.observations.models import Key, Thing
from parvis.observations.sta import batch, multipart
from parvis.observations.sta.problems import StaProblem
from tests.observations.sta.conftest import ROOT, SECRET, City

PLACE = """POST /sta/v1.1/Things HTTP/1.1
Content-Type: application/json

{"name": "Mât", "description": ""}"""
Post = Callable[..., Any]


def part(call: str, name: str = "") -> str:
    bears = f"Content-ID: {name}\n" if name else ""
    return f"Content-Type: application/http\nContent-Transfer-Encoding: binary\n{bears}\n{call}"


def joined(boundary: str, *pieces: str) -> str:
    return "".join(f"--{boundary}\n{one}\n" for one in pieces) + f"--{boundary}--\n"


def changes(*pieces: str) -> str:
    return f"Content-Type: multipart/mixed; boundary=chg\n\n{joined('chg', *pieces)}"


@pytest.fixture
def post(client: Client, key: Key) -> Post:
    """The parts of the answer to a batch."""

    def ask(text: str, status: int = 200, boundary: str = "lot") -> Any:
        answer = client.generic(
            "POST", f"{ROOT}/$batch", text.replace("\n", "\r\n").encode(),
            content_type=f"multipart/mixed; boundary={boundary}",
            headers={"Authorization": f"Bearer {SECRET}"},
        )  # fmt: skip
        assert answer.status_code == status, answer.content.decode()
        if status != 200:
            return answer.json()["message"]
        head = f"Content-Type: {answer['Content-Type']}\r\n\r\n".encode()
        return message_from_bytes(head + answer.content).get_payload()

    return ask


def read(answer: Message) -> tuple[str, int, Any]:
    """The Content-ID of a part, and the status and the body of the answer in it."""
    assert answer.get_content_type() == "application/http"
    payload = answer.get_payload(decode=True)
    assert isinstance(payload, bytes)
    head, _empty, body = payload.partition(b"\r\n\r\n")
    return answer["Content-ID"], int(head.split()[1]), json.loads(body) if body else None


def test_a_batch_in_parts_as_the_standard_writes_it(city: City, post: Post) -> None:
    stream = f"""POST $mat/Locations HTTP/1.1
Content-Type: application/json; charset=utf-8

{
        json.dumps(
            {
                "name": "Là",
                "description": "",
                "encodingType": "application/geo+json",
                "location": {"type": "Point", "coordinates": [-1.6, 48.1]},
            }
        )
    }"""
    past = """POST /HistoricalLocations HTTP/1.1
Content-Type: application/json

{"Thing": {"@iot.id": "$mat"}, "time": "2026-01-01T00:00:00Z", "Locations": [{"@iot.id": "$la"}]}"""
    set_ = changes(part(PLACE, "mat"), part(stream, "la"), part(past))
    first, made, last = post(joined(
        "lot", part("GET /sta/v1.1/Things?$count=true&$top=0 HTTP/1.1\n"), set_,
        part("GET Things?$filter=name%20eq%20'M%C3%A2t'&$expand=Locations HTTP/1.1\nAccept: */*\n"),
    ))  # fmt: skip
    assert read(first) == ("1", 200, {"@iot.count": 2, "value": []})
    assert made.get_content_type() == "multipart/mixed"
    inside = [read(one) for one in made.get_payload()]
    assert [(name, status) for name, status, _body in inside] == [
        ("mat", 201),
        ("la", 201),
        ("4", 201),
    ]
    _name, _status, found = read(last)
    assert [one["name"] for one in found["value"][0]["Locations"]] == ["Là"]


def test_a_change_set_is_made_whole_or_not_at_all(city: City, post: Post) -> None:
    wrong = PLACE.replace('"name": "Mât", ', "")
    set_ = changes(part(PLACE), part(wrong, "faux"))
    answers = post(joined("lot", part(PLACE), set_, part("GET Choses HTTP/1.1\n")))
    assert [read(one)[:2] for one in answers] == [("1", 201), ("faux", 400), ("4", 404)]
    assert Thing.objects.filter(name="Mât").count() == 1


def test_what_is_no_json_inside_is_refused_by_itself(city: City, post: Post) -> None:
    broken = PLACE.partition("{")[0] + '{"$'
    other = PLACE.replace("application/json", "text/plain")
    answers = post(joined("lot", part(broken), part(other), part(PLACE)))
    assert [read(one)[1] for one in answers] == [400, 415, 201]


@pytest.mark.parametrize(
    "text",
    [
        "", "--lot--x", joined("autre", part(PLACE)), joined("lot", part(PLACE))[:-4],
        joined("lot", part(PLACE), PLACE), joined("lot", part(PLACE), part("GET")),
        joined("lot", part(PLACE), part("get Things HTTP/1.1")),
        joined("lot", part("POST /$batch HTTP/1.1\n")), joined("lot", "Sans deux points\n\nGET"),
        joined("lot", changes(part("GET Things HTTP/1.1\n"))),
        joined("lot", part(PLACE), changes(changes(part(PLACE)))),
        joined("lot", "Content-Type: multipart/mixed\n\n"),
    ],
)  # fmt: skip
def test_what_is_no_batch_is_told_and_makes_nothing(key: Key, post: Post, text: str) -> None:
    assert post(text, 400)
    assert not Thing.objects.exists()


@pytest.mark.parametrize("boundary", ["", "é", "x" * 71])
def test_a_boundary_is_what_mail_says_it_is(boundary: str) -> None:
    with pytest.raises(StaProblem):
        multipart.parts(b"--" + boundary.encode() + b"--", boundary)


def test_a_batch_of_too_many_parts_is_refused_whole(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "MOST", 2)
    post(joined("lot", *[part(PLACE)] * 3), 400)
    assert not Thing.objects.exists()
