"""`POST /api/cases/<slug>`: cases sent by the application that decides, which holds a key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from parvis.algorithms.explained import actions, cases
from parvis.algorithms.explained.cases import BATCH, Cells, Kept
from parvis.algorithms.explained.models import ExplainedDecision
from parvis.algorithms.explained.rows import RowProblem
from parvis.algorithms.ruleset import parts
from parvis.records.machine import problem

LARGEST = 2_000_000  # octets of a sending
FLAGS = {True: "oui", False: "non", None: ""}


@csrf_exempt  # the key is what allows it: no cookie is read
@never_cache
def push(request: HttpRequest, slug: str) -> HttpResponse:
    """200 once every case is kept for good; 4xx and none is."""
    if request.method != "POST":
        answer = problem(405, _("Envoyez des dossiers par POST."))
        answer["Allow"] = "POST"
        return answer
    explained = opened(request, slug)
    if explained is None:
        answer = problem(
            401, _("Cette clé n’ouvre pas cette porte : « Authorization: Bearer CLÉ ».")
        )
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if request.content_type != "application/json":
        return problem(415, _("Envoyez du JSON (application/json)."))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > LARGEST:
        return problem(413, _("Un envoi fait au plus 2 Mo : envoyez moins de dossiers."))
    if not ratelimit.consume(request, action="case_door", key=explained.prefix):
        return problem(
            429, _("Six cents envois en une heure : groupez vos dossiers, puis reprenez.")
        )
    return taken(explained, request.body)


def opened(request: HttpRequest, slug: str) -> ExplainedDecision | None:
    """What the key opens; which doors exist is not told to who has none."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    there = ExplainedDecision.objects.filter(decision__slug=slug.replace("\0", ""))
    explained = there.select_related("decision", "algorithm").first()
    if explained is None or scheme.lower() != "bearer":
        return None
    return explained if actions.opens(explained, key.strip()) else None


def taken(explained: ExplainedDecision, body: bytes) -> HttpResponse:
    try:
        sent = parsed(body)
    except RowProblem as refused:
        return problem(422, refused.sentence(_))
    told = cases.receive(explained, sent)
    if errors := [wrong(one) for one in told if one.problem]:
        said = _("%(count)s dossiers refusés : aucun de cet envoi n’est gardé. Corrigez-les, puis "
                 "renvoyez tout.") % {"count": len(errors)}  # fmt: skip
        return problem(422, said, errors=errors)
    return JsonResponse({"kept": len(told), "cases": [right(one) for one in told]})


def parsed(body: bytes) -> list[Cells]:
    """One case, or a list of them: each an object whose names are the columns of the CSV. Numbers
    keep the digits they were written with. Raise RowProblem."""
    try:
        found = json.loads(
            body.decode(), parse_float=str, parse_int=str, parse_constant=refuse
        )  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise RowProblem("json") from error
    sent = found if isinstance(found, list) else [found]
    if not 1 <= len(sent) <= BATCH:
        raise RowProblem("batch", value=len(sent), most=BATCH)
    return [(number, cells(number, one)) for number, one in enumerate(sent, 1)]


def cells(number: int, one: Any) -> dict[str, Any]:
    if not isinstance(one, Mapping):
        raise RowProblem("object", value=number)
    return {name: cell(number, name, value) for name, value in one.items()}


def cell(number: int, name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return FLAGS[value]
    raise RowProblem("cell", field=parts.shown(name), value=number)


def refuse(word: str) -> None:
    raise ValueError(word)


def wrong(one: Kept) -> dict[str, Any]:
    """A refusal: which case, which field, the value, and the sentence that says the mend."""
    assert one.problem is not None
    params = one.problem.params
    told: dict[str, Any] = {"case": one.line, "dossier": one.file}
    told |= {name: str(params[name]) for name in ("field", "value") if name in params}
    return told | {"detail": one.problem.sentence(_)}


def right(one: Kept) -> dict[str, Any]:
    told = {"dossier": one.file, "reference": one.reference, "state": one.state}
    return told | ({"computed": one.computed} if one.computed else {})
