"""Pages of following without an account: no cookie, no script; the mailbox is the key."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.records import feedback
from parvis.records.audience import audience_of
from parvis.records.feedback import FeedbackProblem
from parvis.records.models import Published
from parvis.records.problems import Problem
from parvis.site import addresses, limits, queries
from parvis.site.follows import actions, subscribers, words
from parvis.site.follows.actions import FollowProblem
from parvis.site.follows.models import Follow
from parvis.site.pages.feedback import TRAP, check_origin, is_email, see, status_of

FORM = UUID("8f3f3b0e-6f5c-4a55-9a44-3f0e5c1d7a03")  # what the form's token is made for
LONGEST_TOKEN = 300


def ask(request: HttpRequest, wanted: dict[str, Any], name: str) -> HttpResponse:
    """The form that asks for an address, and what it sends."""
    if request.method != "POST":
        return asked(request, name)
    check_origin(request)
    if request.POST.get(TRAP):
        return see(reverse("site:follow_sent"))
    email = request.POST.get("email", "").strip()
    if not is_email(email):
        said = _("Cette adresse e-mail n’est pas complète. Exemple : nom@exemple.fr.")
        return asked(request, name, said, "email", 400)
    try:
        feedback.check_token(sent_token(request), FORM)
        limits.demand_room(request)
        if limits.may_write_to(request, email):
            subscribers.ask(email, **wanted)
    except (FeedbackProblem, FollowProblem) as problem:
        return asked(request, name, problem.sentence(_), "", code_of(problem))
    return see(reverse("site:follow_sent"))


def code_of(problem: Problem) -> int:
    return status_of(problem) if isinstance(problem, FeedbackProblem) else 422


def sent_token(request: HttpRequest) -> str:
    return request.POST.get("token", "")[:LONGEST_TOKEN]


def asked(
    request: HttpRequest, name: str, refusal: str = "", field: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "title": _("Suivre par courriel"),
        "feed": feed_of(request),
        "subject": name,
        "refusal": refusal,
        "field": field,
        "sent": request.POST.get("email", ""),
        "token": feedback.token_again(sent_token(request), FORM),
        "trap": TRAP,
        "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}",
        "robots": "noindex",
    }
    return render(request, "site/follow_open.html", context, status=status)


def feed_of(request: HttpRequest) -> str:
    """The feed of what is asked: it says the same, and needs no address."""
    key = queries.text(request.GET, "fiche")
    if key:
        kind, _slash, slug = key.partition("/")
        return addresses.part_path(kind, slug, "record_feed")
    path = queries.text(request.GET, "liste")
    rest = request.GET.copy()
    for name in ("liste", "recherche"):
        rest.pop(name, None)
    base = reverse("site:list_feed", args=[path]) if path else reverse("site:feed")
    return f"{base}?{rest.urlencode()}" if rest else base


@never_cache
def sent_page(request: HttpRequest) -> HttpResponse:
    """`/mes-suivis/envoye/`: the same whatever the address, so that it tells nothing of it."""
    context = {"title": _("Regardez votre courrier"), "robots": "noindex"}
    return render(request, "site/follow_sent.html", context)


@csrf_exempt  # the token is what allows it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """`/mes-suivis/confirmer/<token>/`: GET asks (mail programs open links), POST acts."""
    follow = subscribers.asked_for(token)
    refusal = ""
    if follow and request.method == "POST":
        try:
            subscribers.confirm(follow)
        except FollowProblem as problem:
            refusal = problem.sentence(_)
        else:
            return see(words.mine_path(follow))
    context = {
        "title": _("Confirmer ce suivi") if follow else _("Ce lien ne sert plus"),
        "subject": words.name_of(follow) if follow else "",
        "refusal": refusal,
        "robots": "noindex",
    }
    status = 422 if refusal else 200 if follow else 410
    return render(request, "site/follow_confirm.html", context, status=status)


@csrf_exempt  # the token is what allows it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine_page(request: HttpRequest, token: str) -> HttpResponse:
    """`/mes-suivis/par-courriel/<token>/`: what an address follows; each line stops it."""
    if actions.named_by(token, actions.MINE) is None:
        raise Http404
    subscriber = subscribers.of(token)
    if subscriber and request.method == "POST":
        if request.POST.get("act") == "all":
            actions.stop_all(subscriber.uuid)
        else:
            subscribers.stop(subscriber, request.POST.get("stop", ""))
        return see(request.path)
    mine = Follow.objects.filter(subscriber=subscriber) if subscriber else Follow.objects.none()
    context = listed(request, mine.filter(confirmed__isnull=False))
    return render(request, "site/follows.html", context | {"email": True, "open": True})


def listed(request: HttpRequest, mine: QuerySet[Follow]) -> dict[str, Any]:
    """What the list of one's follows needs."""
    follows = list(mine[: actions.MOST])
    shown = Published.objects.visible(audience_of(request), archived=True)
    rows = shown.in_bulk([follow.record for follow in follows if follow.record])
    return {
        "title": _("Mes suivis"),
        "follows": words.mine(follows, rows, request),
        "robots": "noindex",
    }
