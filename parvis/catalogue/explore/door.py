"""Every path of the Explore API: reads only, open to programs of other sites, refusals in the form
that Opendatasoft's clients read, and nothing sent again that has not changed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from parvis import __version__
from parvis.catalogue.explore.asked import LANGUAGES, ClauseProblem, check
from parvis.catalogue.explore.problems import QUERY, ExploreProblem
from parvis.catalogue.explore.table import State, state
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.problems import QueryProblem

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]
METHODS = "GET, HEAD, OPTIONS"


def door(view: View) -> View:
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language(request)):
            response = answered(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Content-Disposition, ETag"
        return response

    return answer


def answered(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        response: HttpResponseBase = HttpResponse(status=204)
        response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
        return response
    try:
        if request.method not in {"GET", "HEAD"}:
            raise ExploreProblem("method")
        check(request.GET)
        return unless_known(view, request, *args, **kwargs)
    except ExploreProblem as problem:
        status, code = problem.status
        return refusal(status, code, problem.sentence(_))
    except ClauseProblem as problem:
        return malformed(problem.problem, problem.clause)
    except QueryProblem as problem:
        return malformed(problem, "")
    except EngineProblem as problem:
        if problem.code == "failed":  # the kind alone: the engine's words may hold values
            log.error("The engine failed: %s", type(problem.__cause__).__name__)
        status = 400 if problem.code == "value" else 503
        return refusal(status, QUERY, problem.sentence(_))


def malformed(problem: QueryProblem, clause: str) -> JsonResponse:
    """The sentence, beside it the parameter and the place in it."""
    said: dict[str, Any] = {"clause": clause} if clause else {}
    if problem.place is not None:
        place = problem.place
        said["position"] = {
            "line": place.line, "column": place.column, "start": place.start, "end": place.end,
        }  # fmt: skip
    sentence = problem.sentence(_)
    return refusal(400, QUERY, f"{clause} : {sentence}" if clause else sentence, **said)


def refusal(status: int, code: str, message: str, **said: Any) -> JsonResponse:
    response = JsonResponse({"error_code": code, "message": message, **said}, status=status)
    if status == 405:
        response["Allow"] = METHODS
    if status == 503:
        response["Retry-After"] = "10"
    response["Cache-Control"] = "no-store"
    return response


def language(request: HttpRequest) -> str:
    """Of labels and refusals: ours where we speak the one that is asked."""
    ours = [code for code, _name in settings.LANGUAGES]
    lang = request.GET.get("lang") or "fr"
    return lang if lang in LANGUAGES and lang in ours else "fr"


def unless_known(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """For visitors an ETag of all that an answer depends on; for a session nothing is kept."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response
    now = state()
    etag = etag_of(request, now)
    if etag and etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = view(request, *args, **kwargs)
    if etag and response.status_code in {200, 304}:
        response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def etag_of(request: HttpRequest, now: State) -> str:
    """ "" for what an answer computes from the clock: the question names `now()`."""
    if any("now" in value.lower() for _name, values in request.GET.lists() for value in values):
        return ""
    facts = (now, __version__, settings.PARVIS_BASE_URL, request.get_full_path(),
             timezone.localdate().isoformat())  # fmt: skip
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:24]}"'
