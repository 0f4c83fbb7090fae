"""The door of every path under /sta/v1.1/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from parvis.catalogue.doors import status_of
from parvis.lake.query.failures import EngineProblem
from parvis.observations.sta import answers, authority, observed, sight
from parvis.observations.sta.asking import told
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.resolve import Asked
from parvis.records.problems import Problem

READS = ("GET", "HEAD")
ALLOWED = "GET, HEAD, OPTIONS, POST, PATCH, PUT, DELETE"


@csrf_exempt  # a key is what allows a change: no cookie is read
def door(request: HttpRequest, path: str = "") -> HttpResponse:
    """Every answer is in JSON but `/$value` and the formats asked for; refusals too."""
    with translation.override(translation.get_language_from_request(request)):
        try:
            response = answered(request, path)
        except Problem as problem:
            response = refused(problem)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache, private"
    response["Vary"] = "Authorization, X-API-Key, Accept-Language"
    return response


def answered(request: HttpRequest, path: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return options()
    key = authority.key(request)
    if request.method in READS:
        return answers.read(asked(key), root(), path, request)
    raise StaProblem("method")


def options() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ALLOWED
    response["Access-Control-Allow-Headers"] = "Authorization, X-API-Key, Content-Type"
    return response


def root() -> str:
    return f"{settings.PARVIS_BASE_URL}/sta/v1.1"


def asked(key: Any) -> Asked:
    """What this request's conditions are read with."""
    seen = sight.sight(key)

    def owners(column: str, condition: Any) -> frozenset[int]:
        where = told(context, condition)
        return observed.distinct(column, observed.both(where, seen.datastreams()))

    context = Asked(seen, datetime.now(UTC), ZoneInfo(settings.TIME_ZONE), owners)
    return context


def refused(problem: Problem) -> JsonResponse:
    """`{"code", "type", "message"}` and a status."""
    status = 400
    if isinstance(problem, EngineProblem):
        status = status_of(problem)
    elif isinstance(problem, StaProblem):
        status = problem.status
    body = {"code": status, "type": "error", "message": problem.sentence(_)}
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 405:
        response["Allow"] = ALLOWED
    return response


View = Callable[..., HttpResponse]
