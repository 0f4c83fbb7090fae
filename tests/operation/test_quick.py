"""What may be taken quickly; how it is answered stands in tests/observations/sta/test_quick.py."""

from __future__ import annotations

import pytest

from parvis.operation import quick

PLAIN = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "90"}


@pytest.mark.parametrize("change", [
    {}, {"CONTENT_LENGTH": "1000"}, {"CONTENT_TYPE": "Application/JSON; charset=utf-8"},
    {"QUERY_STRING": "", "SCRIPT_NAME": ""},
])  # fmt: skip
def test_a_short_json_that_is_posted_may_be(change: dict[str, str]) -> None:
    assert quick.small(PLAIN | change)


@pytest.mark.parametrize("change", [
    {"REQUEST_METHOD": "PUT"}, {"CONTENT_TYPE": "application/json-patch+json"},
    {"CONTENT_TYPE": "text/plain"}, {"CONTENT_TYPE": ""}, {"CONTENT_LENGTH": "1001"},
    {"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "-1"}, {"QUERY_STRING": "$x=1"},
    {"SCRIPT_NAME": "/portal"},
])  # fmt: skip
def test_anything_else_goes_the_whole_way(change: dict[str, str]) -> None:
    assert not quick.small(PLAIN | change)


def test_what_is_not_said_of_its_length_goes_the_whole_way() -> None:
    assert not quick.small({"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json"})


def test_a_head_is_all_but_keys_and_who_passed_it_on() -> None:
    head = {"HTTP_HOST": "ville.example", "PATH_INFO": "/a", "REMOTE_ADDR": "192.0.2.1"}
    same = dict.fromkeys(quick.APART, "a") | {"CONTENT_LENGTH": "9"}
    assert quick.head_of(head) == quick.head_of(head | same)
    others = [
        {"HTTP_HOST": "autre.example"}, {"HTTP_COOKIE": "a=b"}, {"HTTP_ACCEPT_LANGUAGE": "en"},
        {"HTTP_X_FORWARDED_PROTO": "https"}, {"HTTP_X_FORWARDED_HOST": "autre.example"},
        *({name: "x"} for name in quick.PLACE),
    ]  # fmt: skip
    heads = [quick.head_of(head | other) for other in others]
    assert len({quick.head_of(head), *heads}) == len(heads) + 1


@pytest.mark.parametrize(("status", "more", "learnt"), [
    ("201 Created", [], [("Vary", "Accept")]), ("201 Created", [("Set-Cookie", "a=b")], None),
    ("200 OK", [], None), ("403 Forbidden", [], None),
])  # fmt: skip
def test_headers_are_learnt_of_what_was_made_and_sets_no_cookie(
    status: str, more: quick.Headers, learnt: quick.Headers | None
) -> None:
    sent: list[tuple[str, quick.Headers]] = []
    one = quick.Quick(lambda _environ, _start: [])
    headers = [("Vary", "Accept"), ("Location", "/1"), ("Content-Length", "9"), *more]
    one.learning("head", lambda *told: sent.append(told))(status, headers)
    assert sent == [(status, headers)]
    assert one.heads.get("head") == learnt
