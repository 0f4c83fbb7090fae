"""`$batch` in JSON, or `multipart/mixed`: calls that go together, some of them all or none.

`{"requests": [{"id": "0", "atomicityGroup": "a", "method": "post", "url": "Things", "body": {}}]}`;
`$0` in a later address, or as a later `@iot.id`, is what the call of this name made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice
from time import monotonic
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse, JsonResponse

from parvis.observations.sta import bodies, calls, multipart
from parvis.observations.sta.calls import Call
from parvis.observations.sta.problems import StaProblem, shown

MOST = 1_000  # calls of one batch
LONGEST, HEAVIEST = 10, 20_000_000  # seconds, and octets, that the calls of one batch read
NAMED = re.compile(r"^/?\$(?P<id>[\w.-]+)")
Answer = Callable[[Call], HttpResponse]
Refuse = Callable[[StaProblem], HttpResponse]
Plain = dict[str, Any]
Reply = tuple[Plain, HttpResponse | None]
"""A call and its answer; None of what was undone with another of its group."""
TOLD = ("Content-Type", "Location", "WWW-Authenticate", "Allow")  # headers of an answer inside


class Undone(Exception):
    """One of a group was refused: nothing of it stays."""


class Batch:
    def __init__(self, call: Call, answer: Answer, refuse: Refuse) -> None:
        self.call, self.answer, self.refuse = call, answer, refuse
        self.made: dict[str, tuple[str, int]] = {}  # path and identifier, by the name of a call
        self.spent, self.weight = 0.0, 0  # by those that read

    def group(self, requests: list[Plain], together: bool) -> list[Reply]:
        if not together:
            return [(request, self.one(request)) for request in requests]
        replies: list[Reply] = []
        try:
            with transaction.atomic():
                for request in requests:
                    response = self.one(request)
                    replies.append((request, response))
                    if response.status_code >= 400:
                        raise Undone
        except Undone:
            failed = replies[-1]
            return [failed if one is failed[0] else (one, None) for one in requests]
        return replies

    def one(self, request: Plain) -> HttpResponse:
        path, pairs = calls.parted(self.address(request["url"]))
        media = request.get("headers", {}).get("content-type", calls.JSON)
        call = replace(
            self.call, method=request["method"].upper(), path=path, pairs=pairs,
            body=self.sent(request), media=media,
        )  # fmt: skip
        response = self.answer(call) if call.method != "GET" else self.read(call)
        if "Location" in response:
            name = response["Location"].partition("/sta/v1.1/")[2]
            self.made[request["id"]] = (name, json.loads(response.content)["@iot.id"])
        return response

    def sent(self, request: Plain) -> bytes:
        """What names an earlier call names what it made."""
        raw: bytes | None = request.get("raw")
        if raw is None:
            return json.dumps(self.named(request.get("body"))).encode()
        if b'"$' not in raw:
            return raw
        try:
            return json.dumps(self.named(bodies.loaded(raw))).encode()
        except StaProblem:  # it is refused where it is read
            return raw

    def read(self, call: Call) -> HttpResponse:
        """Anyone may read: a batch of a thousand long questions keeps no worker for itself."""
        if self.spent > LONGEST or self.weight > HEAVIEST:
            return self.refuse(StaProblem("read"))
        began = monotonic()
        response = self.answer(call)
        self.spent += monotonic() - began
        self.weight += len(response.content)
        return response

    def address(self, url: str) -> str:
        """`$0/Datastreams` begins where the call 0 ended."""
        found = NAMED.match(url)
        if found is None or found["id"] not in self.made:
            return url
        return self.made[found["id"]][0] + url[found.end() :]

    def named(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.key(one) if name == "@iot.id" else self.named(one)
                    for name, one in value.items()}  # fmt: skip
        return [self.named(one) for one in value] if isinstance(value, list) else value

    def key(self, value: Any) -> Any:
        known = isinstance(value, str) and value.startswith("$") and value[1:] in self.made
        return self.made[value[1:]][1] if known else value


def answered(call: Call, answer: Answer, refuse: Refuse) -> HttpResponse:
    """Raises StaProblem for a batch that cannot be read; each call has its own answer."""
    if call.method != "POST":
        raise StaProblem("method")
    batch = Batch(call, answer, refuse)
    mixed = call.media == multipart.MIXED
    given = several(call) if mixed else read(call.loaded())
    groups = [
        (group is not None, batch.group(list(requests), group is not None))
        for group, requests in groupby(given, key=lambda one: one.get("atomicityGroup"))
    ]
    if mixed:
        return in_parts(groups)
    return JsonResponse({"responses": [told(*one) for _group, some in groups for one in some]})


def told(request: Plain, response: HttpResponse | None) -> Plain:
    if response is None:
        return {"id": request["id"], "status": 424}
    found: Plain = {"id": request["id"], "status": response.status_code}
    if response.content:
        found["body"] = content(response)
    if "Location" in response:
        found["location"] = response["Location"]
    return found


def content(response: HttpResponse) -> Any:
    if "json" in response["Content-Type"]:
        return json.loads(response.content)
    return response.content.decode()


def in_parts(groups: Sequence[tuple[bool, Sequence[Reply]]]) -> HttpResponse:
    answers = [
        (together, [said(request, response) for request, response in some if response is not None])
        for together, some in groups
    ]
    boundary = f"batch-{uuid4().hex}"
    body = multipart.written(answers, boundary)
    return HttpResponse(body, content_type=f"{multipart.MIXED}; boundary={boundary}")


def said(request: Plain, response: HttpResponse) -> multipart.Answer:
    headers = {name: response[name] for name in TOLD if name in response}
    return multipart.Answer(
        request["id"], response.status_code, response.reason_phrase, headers, response.content
    )


def several(call: Call) -> list[Plain]:
    """All are read before one is made."""
    found = list(islice(multipart.read(call.body, call.parameters), MOST + 1))
    if len(found) > MOST:
        raise StaProblem("much", most=MOST)
    return found


def read(body: Any) -> Iterator[Plain]:
    requests = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(requests, list):
        raise StaProblem("list", field="requests")
    if len(requests) > MOST:
        raise StaProblem("much", most=MOST)
    for request in requests:
        sound = (
            isinstance(request, dict)
            and all(isinstance(request.get(name), str) for name in ("id", "method", "url"))
            and isinstance(request.get("headers", {}), dict)
        )
        if not sound or "$batch" in request["url"]:
            raise StaProblem("request", value=shown(json.dumps(request, ensure_ascii=False)))
        yield {name: value for name, value in request.items() if name != "raw"}
