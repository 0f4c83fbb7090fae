"""The door of every path under /sta/v1.1/."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from parvis.catalogue.doors import status_of
from parvis.lake.query.failures import EngineProblem
from parvis.observations.measures import MeasureProblem
from parvis.observations.models import Key
from parvis.observations.sta import answers, authority, batch, calls, changes, observed
from parvis.observations.sta.asking import told
from parvis.observations.sta.calls import Call
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.resolve import Asked
from parvis.observations.sta.sight import Sight
from parvis.records.problems import Problem

MEASURES = {"observation": 404, "key": 403, "twice": 409}
READS = ("GET", "HEAD")
ALLOWED = "GET, HEAD, OPTIONS, POST, PATCH, PUT, DELETE"


@csrf_exempt  # a key is what allows a change: no cookie is read
def door(request: HttpRequest, path: str = "") -> HttpResponse:
    """Every answer is in JSON but `/$value` and the formats asked for; refusals too."""
    try:
        response = received(request, path)
    except (Problem, DataError) as problem:
        response = refused(problem)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache, private"
    response["Vary"] = "Authorization, X-API-Key, Accept-Language"
    return response


def quickly(meta: Mapping[str, Any], body: bytes) -> tuple[str, str] | None:
    """An observation posted as most are, before a request is made of it (`operation.quick`)."""
    return changes.plainly(root(), meta, body, zone())


def received(request: HttpRequest, path: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return options()
    call = calls.of(request, path, authority.key(request))
    if path.strip("/") == "$batch":
        return batch.answered(call, within, refused)
    return answered(call)


def within(call: Call) -> HttpResponse:
    """A call inside a batch: a refusal is its answer."""
    try:
        return answered(call)
    except (Problem, DataError) as problem:
        return refused(problem)


def answered(call: Call) -> HttpResponse:
    """Raises Problem."""
    context = asked(call.key)
    if call.method in READS:
        return answers.read(context, root(), call)
    change = CHANGES.get(call.method)
    if change is None:
        raise StaProblem("method")
    return change(context, root(), call)


CHANGES: Mapping[str, Callable[[Asked, str, Call], HttpResponse]] = {
    "POST": changes.post, "PATCH": changes.patch, "PUT": changes.put, "DELETE": changes.delete,
}  # fmt: skip


def options() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ALLOWED
    response["Access-Control-Allow-Headers"] = "Authorization, X-API-Key, Content-Type"
    return response


def root() -> str:
    return f"{settings.PARVIS_BASE_URL}/sta/v1.1"


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def asked(key: Key | None) -> Asked:
    """What this request's conditions are read with."""
    seen = Sight(key)

    def owners(column: str, condition: Any) -> frozenset[int]:
        where = told(context, condition)
        return observed.distinct(column, observed.both(where, seen.unseen))

    context = Asked(seen, datetime.now(UTC), zone(), owners)
    return context


def refused(problem: Problem | DataError) -> JsonResponse:
    """`{"code", "type", "message"}` and a status."""
    if not isinstance(problem, Problem):  # a calculation that the database cannot make
        problem = EngineProblem("failed")
    status = 400
    if isinstance(problem, EngineProblem):
        status = status_of(problem)
    elif isinstance(problem, StaProblem):
        status = problem.status
    elif isinstance(problem, MeasureProblem):
        status = MEASURES.get(problem.code, 400)
    body = {"code": status, "type": "error", "message": problem.sentence(_)}
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 405:
        response["Allow"] = ALLOWED
    return response
