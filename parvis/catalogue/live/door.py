"""`POST /api/live/<slug>`: rows pushed by who holds the key of a feed."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from parvis.catalogue.live import actions
from parvis.catalogue.live.actions import PushProblem
from parvis.catalogue.live.models import Feed
from parvis.records.machine import problem

LARGEST = 2_000_000  # octets of a push
TYPES = {"application/json", "application/x-ndjson", "application/ndjson", "application/jsonl"}


@csrf_exempt  # the key is what allows it: no cookie is read
@never_cache
def push(request: HttpRequest, slug: str) -> HttpResponse:
    """200 once every row is kept for good; 4xx and none is."""
    if request.method != "POST":
        answer = problem(405, _("Envoyez des lignes par POST."))
        answer["Allow"] = "POST"
        return answer
    feed = opened(request, slug)
    if feed is None:
        answer = problem(401, _("Cette clé n’ouvre pas ce flux : « Authorization: Bearer CLÉ »."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if request.content_type not in TYPES:
        return problem(415, _("Envoyez du JSON (application/json) ou du NDJSON."))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > LARGEST:
        return problem(413, _("Un envoi fait au plus 2 Mo : envoyez moins de lignes."))
    try:
        rows = parsed(request.body, request.content_type)
        received = actions.push(feed, rows)
    except PushProblem as refused:
        status = {"full": 409, "paused": 409}.get(refused.code, 422)
        return problem(status, refused.sentence(_))
    return JsonResponse({"accepted": len(rows), "received": received})


def opened(request: HttpRequest, slug: str) -> Feed | None:
    """The feed that the key opens; which feeds exist is not told to who has none."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    rows = Feed.objects.filter(dataset__slug=slug, kind=Feed.Kind.PUSH).select_related("dataset")
    feed = rows.first()
    if feed is None or scheme.lower() != "bearer" or not actions.opens(feed, key.strip()):
        return None
    return feed


def parsed(body: bytes, content_type: str) -> list[Any]:
    """The rows of a body. Raises PushProblem."""
    try:
        text = body.decode("utf-8")
        if content_type == "application/json":
            found = json.loads(text, parse_constant=_refuse)
            rows = found if isinstance(found, list) else [found]
        else:
            lines = (line for line in text.split("\n") if line.strip())
            rows = [json.loads(line, parse_constant=_refuse) for line in lines]
    except (ValueError, RecursionError) as error:
        raise PushProblem("rows") from error
    if not rows:
        raise PushProblem("rows")
    return rows


def _refuse(word: str) -> None:
    raise ValueError(word)
