"""The pages of 400, 403, 404, 410 and 500: what happened, what was kept, what to do.

A room that refuses a request raises `Refused`, `Forbidden` or `Missing` with its own sentences, or
returns `problem(…)`. A machine that asks for JSON gets the same sentences as RFC 9457.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

DOORS = ("/api/",)
MACHINES = ("application/problem+json", "application/json", "application/ld+json", "text/turtle")


@dataclass(frozen=True)
class Explanation:
    """Sentences for people; `acts` are {"title", "url"} offered as buttons."""

    title: str
    happened: str = ""
    kept: str = ""
    todo: str = ""
    acts: tuple[dict[str, str], ...] = ()


class _Explained(Exception):
    def __init__(self, title: str, happened: str = "", kept: str = "", todo: str = "") -> None:
        super().__init__(" ".join(filter(None, [happened or title, kept, todo])))
        self.explanation = Explanation(title, happened, kept, todo)


class Refused(_Explained, BadRequest):
    """What was sent is not understood: 400."""


class Forbidden(_Explained, PermissionDenied):
    """Not for this person: 403."""


class Missing(_Explained, Http404):
    """Nothing here, and we can say more than that: 404."""


def problem(request: HttpRequest | None, status: int, explanation: Explanation) -> HttpResponse:
    """The answer to people (HTML) or to machines (problem details)."""
    if request is not None and wants_json(request):
        return _machine_problem(status, explanation)
    context: dict[str, Any] = {**vars(explanation), "status": status, "robots": "noindex"}
    return HttpResponse(render_to_string("design/error.html", context, request), status=status)


def wants_json(request: HttpRequest) -> bool:
    """True at a door for machines, and when `Accept` prefers a machine's form to a page."""
    if request.path.startswith(DOORS):
        return True
    preferred = request.get_preferred_type(["text/html", *MACHINES])
    return preferred in MACHINES


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 400, _told(exception) or _not_understood())


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 403, _told(exception) or _not_for_you())


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 404, _told(exception) or _not_found())


def gone(request: HttpRequest, explanation: Explanation | None = None) -> HttpResponse:
    """For what was published and was withdrawn: its address stays, and says so."""
    return problem(request, 410, explanation or _withdrawn())


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors: the database may be what failed."""
    explanation = _broken()
    if wants_json(request):
        return _machine_problem(500, explanation)
    context = {**vars(explanation), "status": 500, "robots": "noindex"}
    return HttpResponse(render_to_string("design/error.html", context), status=500)


def _machine_problem(status: int, explanation: Explanation) -> HttpResponse:
    sentences = (explanation.happened, explanation.kept, explanation.todo)
    body = {
        "type": "about:blank",
        "title": str(explanation.title),
        "status": status,
        "detail": " ".join(str(sentence) for sentence in sentences if sentence),
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _told(exception: Exception | None) -> Explanation | None:
    return getattr(exception, "explanation", None)


def _not_understood() -> Explanation:
    return Explanation(
        _("Nous n’avons pas compris cette demande"),
        _("Une partie de l’adresse ou du formulaire n’a pas la forme attendue."),
        _("Rien n’a été enregistré ni modifié."),
        _("Revenez à la page d’avant et vérifiez ce que vous avez écrit."),
    )


def _not_for_you() -> Explanation:
    return Explanation(
        _("Cette page ne vous est pas ouverte"),
        _("Elle est réservée à d’autres personnes, ou elle est restée ouverte trop longtemps."),
        _("Rien n’a été modifié."),
        _("Si vous avez un compte, connectez-vous et recommencez. Sinon, écrivez-nous."),
    )


def _not_found() -> Explanation:
    return Explanation(
        _("Il n’y a pas de page à cette adresse"),
        _("L’adresse est peut-être incomplète, ou la page a changé de place."),
        "",
        _("Cherchez avec quelques mots ci-dessus : tout ce qui est publié s’y trouve."),
    )


def _withdrawn() -> Explanation:
    return Explanation(
        _("Cette fiche a été retirée"),
        _("Elle a été publiée ici, puis son responsable l’a retirée."),
        _("Son adresse reste réservée et ne servira à rien d’autre."),
        _("Cherchez ce qui la remplace avec quelques mots ci-dessus."),
    )


def _broken() -> Explanation:
    return Explanation(
        _("Quelque chose n’a pas marché chez nous"),
        _("La faute n’est pas la vôtre : le site a rencontré une erreur en préparant cette page."),
        _("L’erreur est notée, sans information sur vous. Ce qui était publié est intact."),
        _("Réessayez dans quelques minutes."),
    )
