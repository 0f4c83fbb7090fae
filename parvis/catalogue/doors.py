"""What the doors to rows share: reads only, open to programs of other sites, refusals in the form
that their clients read, and nothing sent again that has not changed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

from parvis import __version__
from parvis.catalogue.grants.asking import key_of
from parvis.catalogue.unchanged import State, is_seen, seen, state
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.problems import QueryProblem

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]
METHODS = "GET, HEAD, OPTIONS"
EXPOSED = "Accept-Ranges, Content-Disposition, Content-Crs, Content-Range, ETag, Link"


@dataclass(frozen=True)
class Door:
    """Decorates the views of one door.

    `check` raises for a question that can't be written; `refused` tells any of `refusals` in the
    form of the door; `method` makes the one of what is not reading; `language` of an answer;
    `varied`: the headers of the question that an answer depends on.
    """

    check: Callable[[QueryDict], None]
    refused: Callable[[HttpRequest, Any], HttpResponseBase]
    refusals: tuple[type[Exception], ...]
    method: Callable[[], Exception]
    language: Callable[[HttpRequest], str]
    varied: Sequence[str] = ()

    def __call__(self, view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with translation.override(self.language(request)):
                response = self.answered(view, request, *args, **kwargs)
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = EXPOSED
            return response

        return answer

    def answered(
        self, view: View, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
            return response
        refusals: tuple[type[Exception], ...] = (*self.refusals, QueryProblem, EngineProblem)
        try:
            if request.method not in {"GET", "HEAD"}:
                raise self.method()
            self.check(request.GET)
            return self.unless_known(view, request, *args, **kwargs)
        except refusals as problem:
            return closed(self.refused(request, problem), problem)

    def unless_known(
        self, view: View, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """For visitors an ETag of all that an answer depends on; for a session or a key nothing is
        kept."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES or key_of(request):
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "private, no-store"
            return response
        now = state()
        seen(request, now)
        etag = self.etag(request, now)
        if etag and etag in parse_etags(request.headers.get("If-None-Match", "")):
            response = HttpResponseNotModified()
        else:
            response = view(request, *args, **kwargs)
        if etag and is_seen(request) and response.status_code in {200, 304}:
            response.headers.setdefault("ETag", etag)
        response["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Cookie", "Authorization", *self.varied])
        return response

    def etag(self, request: HttpRequest, now: State) -> str:
        """ "" for what an answer computes from the clock: the question names `now()`."""
        if any("now" in value.lower() for _name, values in request.GET.lists() for value in values):
            return ""
        told = [request.headers.get(name, "") for name in self.varied]
        facts = (now, __version__, settings.PARVIS_BASE_URL, request.get_full_path(),
                 timezone.localdate().isoformat(), *told)  # fmt: skip
        return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:24]}"'


def closed(response: HttpResponseBase, problem: Exception) -> HttpResponseBase:
    """What every refusal says around its words; a failure of the engine is told to the log."""
    if isinstance(problem, EngineProblem) and problem.code == "failed":
        # the kind alone: the engine's words may hold values
        log.error("The engine failed: %s", type(problem.__cause__).__name__)
    if response.status_code == 405:
        response["Allow"] = METHODS
    if response.status_code == 503:
        response["Retry-After"] = str(problem.wait if isinstance(problem, EngineProblem) else 10)
    response["Cache-Control"] = "no-store"
    return response


def status_of(problem: EngineProblem) -> int:
    """A value that can't be computed is the question's; time and memory are ours."""
    return 400 if problem.code == "value" else 503


def position(problem: QueryProblem) -> Mapping[str, Any]:
    """The place of a refusal in the text that was sent."""
    if problem.place is None:
        return {}
    place = problem.place
    return {
        "position": {
            "line": place.line, "column": place.column, "start": place.start, "end": place.end,
        }
    }  # fmt: skip
