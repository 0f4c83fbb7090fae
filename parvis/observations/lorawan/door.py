"""`POST /api/lorawan`: the uplinks that a network sends, with a key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from parvis.observations import ingest, keys
from parvis.observations.lorawan import measured, uplink
from parvis.observations.models import Key
from parvis.observations.sta import authority, bodies
from parvis.observations.sta.problems import StaProblem
from parvis.records.machine import problem
from parvis.records.problems import Problem

LARGEST = 100_000  # octets: an uplink has 242 of its own
STATUSES = {"device": 404, "key": 403}


@csrf_exempt  # the key is what allows it: no cookie is read
@never_cache
def push(request: HttpRequest) -> HttpResponse:
    """200 once every measure of it is kept for good."""
    if request.method != "POST":
        answer = problem(405, _("Envoyez un message LoRaWAN par POST."))
        answer["Allow"] = "POST"
        return answer
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > LARGEST:
        return problem(413, _("Un message LoRaWAN fait au plus 100 Ko."))
    try:
        key = authority.key(request)
        if key is None:
            raise StaProblem("key")
        if request.GET.get("event", "up") != "up":  # ChirpStack tells of joins and states too
            return JsonResponse({"accepted": 0})
        return JsonResponse({"accepted": taken(key, request.body)})
    except StaProblem as refused:
        answer = problem(refused.status, refused.sentence(_))
        if refused.status == 401:
            answer["WWW-Authenticate"] = "Bearer"
        return answer
    except Problem as refused:
        return problem(STATUSES.get(refused.code, 422), refused.sentence(_))


def taken(key: Key, body: bytes) -> int:
    """How many measures an uplink gave. Raises Problem."""
    [found] = measured.of([uplink.read(bodies.loaded(body))], key)
    if isinstance(found, Problem):
        raise found
    keys.check(key, {each.datastream for each in found})
    return len(ingest.record(found))
