"""Signal an error or ask a question about a record: no account, no script, no cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from parvis.design.errors import Forbidden
from parvis.records import feedback
from parvis.records.feedback import FeedbackProblem, Message
from parvis.records.models import Feedback, Published
from parvis.records.problems import Problem
from parvis.records.projection import View
from parvis.records.right_form import right_form
from parvis.site import addresses, limits
from parvis.site.pages.record import crumbs, view_at
from parvis.site.texts import printable

TRAP = "site_web"  # a field no person sees; programs fill it
LONGEST_EMAIL = 254

Page = Callable[..., HttpResponse]


def never_stored(page: Page) -> Page:
    @wraps(page)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = page(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


@csrf_exempt  # there is no cookie to protect: see `check_origin` and the form's token
@never_stored
def signal_page(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """`/<path>/<slug>/signaler/`: the form, and what it sends."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    view = view_at(request, path, slug)
    if isinstance(view, HttpResponse):
        return view
    if request.method != "POST":
        kind = request.GET.get("nature", "")
        return form(request, view, Message(kind if kind in Feedback.Kind else "", ""), {})
    check_origin(request)
    return received(request, view)


def check_origin(request: HttpRequest) -> None:
    """Raise Forbidden when the form was sent from another site's page."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(said)
    here = {urlsplit(settings.PARVIS_BASE_URL).netloc, request.get_host()}
    if parts.netloc not in here or parts.scheme not in {"http", "https"}:
        raise Forbidden(
            _("Ce message n’est pas parti de notre formulaire"),
            _("Votre navigateur n’a pas dit qu’il venait de cette page."),
            _("Rien n’a été enregistré."),
            _("Ouvrez la fiche, puis « Signaler une erreur », et écrivez votre message là."),
        )


def received(request: HttpRequest, view: View) -> HttpResponse:
    message, errors = read(request, view)
    if request.POST.get(TRAP):
        return see(addresses.record_path(view.type, view.slug))
    if errors:
        return form(request, view, message, errors)
    try:
        limits.demand_room(request)
        kept = feedback.receive(Published.objects.get(pk=view.uuid), message)
    except FeedbackProblem as problem:
        return form(request, view, message, {"text": problem.sentence(_)}, status_of(problem))
    return see(reverse("site:receipt", args=[view.kind.path, view.slug, kept.uuid]))


def status_of(problem: Problem) -> int:
    return 429 if problem.code == "too_many" else 400


def see(address: str) -> HttpResponse:
    """303: what was sent is done, the answer is at another address."""
    response = HttpResponse(status=303)
    response["Location"] = address
    return response


def read(request: HttpRequest, view: View) -> tuple[Message, dict[str, str]]:
    """What was sent, bounded, and one sentence for each field that needs mending."""
    data = request.POST
    message = Message(
        kind=data.get("kind", ""),
        text=printable(data.get("text", "")).replace("\r\n", "\n").strip(),
        email=data.get("email", "").strip(),
        token=data.get("token", "")[:300],
    )
    errors: dict[str, str] = {}
    if message.kind not in Feedback.Kind:
        errors["kind"] = _("Dites de quoi il s’agit : choisissez une des réponses.")
    if not message.text:
        errors["text"] = _("Écrivez votre message.")
    elif len(message.text) > feedback.LONGEST_TEXT:
        lengths = {"length": len(message.text), "most": feedback.LONGEST_TEXT}
        errors["text"] = (
            _("Votre message compte %(length)s caractères : gardez-en au plus %(most)s.") % lengths
        )
    if message.email and not is_email(message.email):
        errors["email"] = _("Cette adresse e-mail n’est pas complète. Exemple : nom@exemple.fr.")
    return message, errors


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_EMAIL


def form(
    request: HttpRequest,
    view: View,
    message: Message,
    errors: dict[str, str],
    status: int = 400,
) -> HttpResponse:
    context = about(view, _("Signaler une erreur, poser une question")) | {
        "message": message,
        "errors": errors,
        "summary": [{"text": text, "url": f"#id_{name}"} for name, text in errors.items()],
        "kinds": Feedback.Kind.choices,
        "rights": right_form(view.type, view.slug),
        "token": feedback.token_again(message.token, view.uuid),
        "most": feedback.LONGEST_TEXT,
        "trap": TRAP,
    }
    return render(request, "site/signal.html", context, status=status if errors else 200)


def about(view: View, title: str) -> dict[str, Any]:
    page = view.link(addresses.record_path(view.type, view.slug))
    return {
        "title": title,
        "view": view,
        "page": page,
        "crumbs": [*crumbs(view.kind), page, {"title": title, "url": ""}],
        "robots": "noindex",
    }


@never_stored
def receipt_page(request: HttpRequest, path: str, slug: str, uuid: UUID) -> HttpResponse:
    """Where someone comes back to see whether their message was answered."""
    view = view_at(request, path, slug)
    if isinstance(view, HttpResponse):
        return view
    message = Feedback.objects.defer("email").filter(uuid=uuid, record=view.uuid).first()
    if message is None:
        raise Http404
    context = about(view, _("Votre message est arrivé")) | {"message": message}
    return render(request, "site/receipt.html", context)
