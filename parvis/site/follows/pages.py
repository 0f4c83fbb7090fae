"""Pages of what one follows: signed in, except to stop the letters."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from parvis.site import addresses, parts, queries
from parvis.site.follows import actions, visitors, words
from parvis.site.follows.models import Follow
from parvis.site.pages.lists import SEARCH_FACETS, plain


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine_page(request: HttpRequest) -> HttpResponse:
    """`/mes-suivis/`: what one follows; each line stops it."""
    if request.method == "POST":
        if request.POST.get("act") == "all":
            actions.stop_all(request.user.uuid)  # type: ignore[union-attr]
        else:
            actions.stop(request.user, request.POST.get("stop", ""))
        return HttpResponseRedirect(request.path)
    mine = Follow.objects.filter(user=request.user.pk)
    email = request.user.email  # type: ignore[union-attr]
    return render(request, "site/follows.html", visitors.listed(request, mine) | {"email": email})


@csrf_exempt  # without an account there is no cookie to protect: see `visitors.ask`
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_page(request: HttpRequest) -> HttpResponse:
    """`/mes-suivis/nouveau/?fiche=dataset/arbres` or `?liste=donnees&q=…` or `?recherche=1&q=…`"""
    wanted, name = asked(request)
    if request.user.is_authenticated:
        return signed_in(request, wanted, name)
    return visitors.ask(request, wanted, name)


@csrf_protect
def signed_in(request: HttpRequest, wanted: dict[str, Any], name: str) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            actions.follow(request.user, **wanted)
        except actions.FollowProblem as problem:
            refusal = problem.sentence(_)
        else:
            return HttpResponseRedirect(reverse("site:follows"))
    context = {
        "title": _("Suivre par courriel"),
        "subject": name,
        "refusal": refusal,
        "email": request.user.email,  # type: ignore[union-attr]
        "robots": "noindex",
    }
    return render(request, "site/follow.html", context, status=422 if refusal else 200)


def asked(request: HttpRequest) -> tuple[dict[str, Any], str]:
    """What is to be followed, and its name; raise Http404 for what this person cannot see."""
    key = queries.text(request.GET, "fiche")
    if key:
        view = parts.view(request, key)
        if view is None:
            raise Http404
        return {"record": view.uuid}, view.title
    path = queries.text(request.GET, "liste")
    kind = addresses.kinds_by_path().get(path)
    if path and kind is None:
        raise Http404
    query = queries.list_query(request, kind.facets if kind else SEARCH_FACETS)
    if kind is None and not (query.text or query.filters):
        raise Http404
    wanted = {"path": path, "query": plain(query).removeprefix("?")}
    return wanted, words.search_name(Follow(seen=0, **wanted), request)


@csrf_exempt  # a mailbox posts here for its owner (RFC 8058): the token is what allows it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_page(request: HttpRequest, token: str) -> HttpResponse:
    """`/courriels/arret-des-suivis/<token>/`: stop the letters. GET asks, POST acts."""
    holder = actions.named_by(token, actions.STOP)
    if holder is None:
        raise Http404
    if request.method == "POST":
        actions.stop_all(holder)
    return stopped(request, done=not actions.follows_any(holder))


def stopped(request: HttpRequest, done: bool) -> HttpResponse:
    title = _("Ne plus recevoir ces courriels")
    return render(request, "site/stop.html", {"title": title, "done": done, "robots": "noindex"})
