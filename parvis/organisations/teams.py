"""Pages of teams: who works where, one's own roles and delegations. Parse, act, render."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from parvis.design.errors import Refused
from parvis.organisations import actions, forms
from parvis.organisations.models import (
    ROLES,
    Delegation,
    Event,
    Invitation,
    Membership,
    Organisation,
)
from parvis.organisations.rights import Verb
from parvis.organisations.standing import standing_of, today
from parvis.people.models import User

JOURNAL_SHOWN = 50


@never_cache
@login_required
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """The organisations whose members this person manages."""
    day = today()
    held = Q(memberships__until=None) | Q(memberships__until__gte=day)
    people = Count("memberships__user", filter=held & Q(memberships__since__lte=day), distinct=True)
    found = managed(request.user).annotate(people=people)
    return render(request, "organisations/teams.html", {"organisations": found})


def managed(user: Any) -> QuerySet[Organisation]:
    """Organisations whose members this person manages; PermissionDenied when there is none."""
    keys = standing_of(user).organisations(Verb.MEMBERS)
    if keys is not None and not keys:
        raise PermissionDenied("manages no organisation")
    return Organisation.objects.all() if keys is None else Organisation.objects.filter(pk__in=keys)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Members, invitations, place and journal of one organisation, for who manages its members."""
    organisation = get_object_or_404(managed(request.user), slug=slug)
    sent, act = request.POST, request.POST.get("act", "")
    asked = {
        "invite": forms.Invite(sent if act == "invite" else None),
        "lend": forms.Lend(
            sent if act == "lend" else None,
            memberships=current(Membership.objects.filter(organisation=organisation)),
            prefix="lend",
        ),
        "place": forms.Place(
            sent if act == "place" else None,
            parents=managed(request.user).exclude(pk=organisation.pk),
            initial={"kind": organisation.kind, "parent": organisation.parent_id},
            prefix="place",
        ),
    }
    return answer(request, organisation, asked)


def answer(request: HttpRequest, organisation: Organisation, asked: dict[str, Any]) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            if change(request.user, organisation, asked, request.POST):
                return HttpResponseRedirect(request.path)
        except actions.Refusal as problem:
            refusal = problem.sentence(_)
            organisation.refresh_from_db()
    context = team_context(organisation) | {"forms": asked, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "organisations/team.html", context, status=status)


def change(by: Any, organisation: Organisation, asked: dict[str, Any], sent: QueryDict) -> bool:
    """Carry out what the page asked; False when its form must be mended first."""
    act = sent.get("act", "")
    if act in asked:
        return asked[act].is_valid() and start(by, organisation, act, asked[act].cleaned_data)
    if act not in ENDED:
        raise Refused(_("Nous n’avons pas compris cette demande"))
    name, model, end = ENDED[act]
    end(by, one(model.objects.filter(organisation=organisation), sent, name))
    return True


def start(by: Any, organisation: Organisation, act: str, values: dict[str, Any]) -> bool:
    acts: dict[str, Callable[..., Any]] = {
        "invite": actions.invite,
        "lend": actions.delegate,
        "place": actions.place,
    }
    acts[act](by, organisation=organisation, **values)
    return True


# act → the field that names the row, its model, and what ends it
ENDED: dict[str, tuple[str, Any, Callable[[Any, Any], None]]] = {
    "leave": ("membership", Membership, actions.leave),
    "revoke": ("invitation", Invitation, actions.revoke),
    "recall": ("delegation", Delegation, actions.recall),
}


def one(rows: QuerySet[Any], sent: QueryDict, name: str) -> Any:
    key = sent.get(name, "")
    return get_object_or_404(rows, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)


def current(rows: QuerySet[Any]) -> QuerySet[Any]:
    """What has not ended, with who and where."""
    return rows.filter(Q(until=None) | Q(until__gte=today())).select_related()


def team_context(organisation: Organisation) -> dict[str, Any]:
    offers = Invitation.objects.filter(accepted=None, revoked=None, expires__gt=timezone.now())
    delegations = Delegation.objects.filter(organisation=organisation)
    return {
        "organisation": organisation,
        "memberships": current(Membership.objects.filter(organisation=organisation)),
        "delegations": current(delegations).select_related("membership__user", "to"),
        "invitations": offers.filter(organisation=organisation),
        "events": told(list(organisation.events.all()[:JOURNAL_SHOWN])),
    }


def told(events: list[Event]) -> list[dict[str, Any]]:
    """The journal in words: one query for the names of all the people in it."""
    named = {uuid for event in events for uuid in (event.by, event.person) if uuid}
    known = {user.uuid: user for user in User.objects.filter(uuid__in=named)}
    roles: dict[str, Any] = dict(ROLES)
    told = []
    for event in events:
        person = known.get(event.person) if event.person else None
        about = (person, roles.get(event.details.get("role", "")))
        by = known.get(event.by) if event.by else None
        told.append(
            {
                "date": event.at,
                "title": event.get_kind_display(),
                "text": ", ".join(str(part) for part in about if part),
                "by": _("par %(person)s") % {"person": by} if by else "",
            }
        )
    return told


# One's own roles


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """What I do here, who acts in my place, in whose place I act."""
    user: Any = request.user
    own = current(Membership.objects.filter(user=user))
    sent = request.POST if request.POST.get("act") == "lend" else None
    form = forms.Lend(sent, memberships=own, prefix="lend")
    refusal = ""
    if request.method == "POST":
        try:
            if change_own(user, form, request.POST):
                return HttpResponseRedirect(request.path)
        except actions.Refusal as problem:
            refusal = problem.sentence(_)
    mine = Delegation.objects.filter(Q(membership__user=user) | Q(to=user))
    context = {
        "memberships": own,
        "delegations": current(mine).select_related("membership__user", "to", "organisation"),
        "form": form,
        "refusal": refusal,
        "manages": standing_of(user).organisations(Verb.MEMBERS) != frozenset(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organisations/roles.html", context, status=status)


def change_own(user: Any, form: forms.Lend, sent: QueryDict) -> bool:
    if sent.get("act") == "recall":
        rows = Delegation.objects.filter(Q(membership__user=user) | Q(to=user))
        actions.recall(user, one(rows, sent, "delegation"))
        return True
    if sent.get("act") != "lend":
        raise Refused(_("Nous n’avons pas compris cette demande"))
    if not form.is_valid():
        return False
    held = form.cleaned_data["membership"]
    actions.delegate(user, organisation=held.organisation, **form.cleaned_data)
    return True
