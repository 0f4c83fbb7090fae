"""`$batch` in JSON: calls that go together, some of them all or none.

`{"requests": [{"id": "0", "atomicityGroup": "a", "method": "post", "url": "Things", "body": {}}]}`;
`$0` in a later address, or as a later `@iot.id`, is what the call of this name made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from time import monotonic
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse

from parvis.observations.sta import calls
from parvis.observations.sta.calls import Call
from parvis.observations.sta.problems import StaProblem, shown

MOST = 1_000  # calls of one batch
LONGEST, HEAVIEST = 10, 20_000_000  # seconds, and octets, that the calls of one batch read
NAMED = re.compile(r"^/?\$(?P<id>[\w.-]+)")
Answer = Callable[[Call], HttpResponse]
Refuse = Callable[[StaProblem], HttpResponse]
Plain = dict[str, Any]


class Undone(Exception):
    """One of a group was refused: nothing of it stays."""


class Batch:
    def __init__(self, call: Call, answer: Answer, refuse: Refuse) -> None:
        self.call, self.answer, self.refuse = call, answer, refuse
        self.made: dict[str, tuple[str, int]] = {}  # path and identifier, by the name of a call
        self.spent, self.weight = 0.0, 0  # by those that read

    def group(self, requests: list[Plain], together: bool) -> list[Plain]:
        if not together:
            return [self.one(request) for request in requests]
        responses: list[Plain] = []
        try:
            with transaction.atomic():
                for request in requests:
                    responses.append(self.one(request))
                    if responses[-1]["status"] >= 400:
                        raise Undone
        except Undone:
            failed = responses[-1]
            return [
                failed if request["id"] == failed["id"] else {"id": request["id"], "status": 424}
                for request in requests
            ]
        return responses

    def one(self, request: Plain) -> Plain:
        path, pairs = calls.parted(self.address(request["url"]))
        body = json.dumps(self.named(request.get("body"))).encode()
        media = request.get("headers", {}).get("content-type", calls.JSON)
        call = replace(
            self.call, method=request["method"].upper(), path=path, pairs=pairs, body=body,
            media=media,
        )  # fmt: skip
        response = self.answer(call) if call.method != "GET" else self.read(call)
        told: Plain = {"id": request["id"], "status": response.status_code}
        if response.content:
            told["body"] = content(response)
        if "Location" in response:
            told["location"] = response["Location"]
            key = told["body"]["@iot.id"]
            name = response["Location"].partition("/sta/v1.1/")[2]
            self.made[request["id"]] = (name, key)
        return told

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


def content(response: HttpResponse) -> Any:
    if "json" in response["Content-Type"]:
        return json.loads(response.content)
    return response.content.decode()


def answered(call: Call, answer: Answer, refuse: Refuse) -> HttpResponse:
    """Raises StaProblem for a batch that cannot be read; each call has its own answer."""
    if call.method != "POST":
        raise StaProblem("method")
    batch = Batch(call, answer, refuse)
    responses: list[Plain] = []
    for group, requests in groupby(read(call.loaded()), key=lambda one: one.get("atomicityGroup")):
        responses += batch.group(list(requests), group is not None)
    return JsonResponse({"responses": responses})


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
        yield request
