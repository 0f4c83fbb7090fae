"""Machine doors answer errors as problem details (RFC 9457), whatever they accept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

Door = Callable[..., HttpResponseBase]


def machine(view: Door) -> Door:
    """Reads only (GET, HEAD, OPTIONS); open to programs of other sites."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            response["Allow"] = "GET, HEAD, OPTIONS"
        elif request.method not in {"GET", "HEAD"}:
            response = problem(405, _("Cette adresse se lit seulement : demandez-la avec GET."))
            response["Allow"] = "GET, HEAD, OPTIONS"
        else:
            response = told(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


def told(view: Door, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        response = view(request, *args, **kwargs)
    except BadRequest as cause:
        return problem(400, str(cause))
    except Http404 as cause:
        return problem(404, str(cause) or _("Il n’y a rien à cette adresse."))
    if response.status_code == 410:
        return problem(410, _("Cette fiche a été retirée. Son adresse ne servira à rien d’autre."))
    return response


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """A refusal in one sentence; `more` stands beside it."""
    titles = {
        400: _("Demande mal formée"),
        404: _("Introuvable"),
        405: _("Méthode refusée"),
        410: _("Retirée"),
    }
    title = titles.get(status) or HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail} | more
    return JsonResponse(body, status=status, content_type="application/problem+json")
