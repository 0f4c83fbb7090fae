"""Pages of accounts: sign-in, passwords, invitations, teams. Parse, call an action, render."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from parvis.design.errors import Refused
from parvis.organisations import actions, forms
from parvis.organisations.models import ROLES, Event, Invitation, Membership, Organisation
from parvis.organisations.rights import Verb
from parvis.organisations.standing import standing_of, today
from parvis.people.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
JOURNAL_SHOWN = 50


def identity_context(back: str = "") -> dict[str, str]:
    """What a page needs to offer the identity provider; nothing when there is none."""
    if not settings.PARVIS_OIDC_ISSUER:
        return {}
    query = "?" + urlencode({"next": back}) if back else ""
    return {
        "identity_provider": settings.PARVIS_OIDC_NAME,
        "identity_url": reverse("oidc_login") + query,
    }


class Refusing:
    """A form that is refused answers 422, or 429 when it came too often."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        response.status_code = 429 if codes & {"too_many_login_attempts", "rate_limited"} else 422
        return response


class SignIn(Refusing, allauth.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | identity_context(context.get("redirect_field_value") or "")


class ForgottenPassword(Refusing, allauth.PasswordResetView):
    pass


class NewPassword(Refusing, allauth.PasswordResetFromKeyView):
    pass


class FirstPassword(Refusing, allauth.PasswordSetView):
    pass


class OtherPassword(Refusing, allauth.PasswordChangeView):
    def get_default_success_url(self) -> str:
        return reverse("account_change_password") + "?fait"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"done": "fait" in self.request.GET}


# Invitations


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with the account of its address, or by opening one."""
    try:
        offer = actions.open_invitation(token)
    except actions.Refusal as refusal:
        raise Refused(_("Cette invitation ne peut plus servir"), refusal.sentence(_)) from refusal
    account = User.objects.filter(email__iexact=offer.email).first()
    if request.user.is_authenticated and request.user != account:
        mismatch = actions.Refusal("invitation-other").sentence(_)
        raise Refused(_("Cette invitation est pour quelqu’un d’autre"), mismatch)
    if account is None:
        return open_account(request, offer)
    if request.method == "POST" and request.user.is_authenticated:
        actions.accept(offer, account)
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    if request.method == "POST":
        query = urlencode({"next": request.path})
        return HttpResponseRedirect(f"{reverse('account_login')}?{query}")
    return invitation_page(request, offer, has_account=True)


def open_account(request: HttpRequest, offer: Invitation) -> HttpResponse:
    form = forms.NewAccount(request.POST or None, email=offer.email)
    if request.method == "POST" and form.is_valid():
        user = actions.open_account(offer, **form.cleaned_data)
        login(request, user, backend=BACKEND)
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    return invitation_page(request, offer, form=form)


def invitation_page(request: HttpRequest, offer: Invitation, **context: Any) -> HttpResponse:
    form = context.get("form")
    context |= {"invitation": offer, "may_accept": request.user.is_authenticated}
    context |= identity_context()
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "organisations/invitation.html", context, status=status)


# Teams


@never_cache
@login_required
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """The organisations whose members this person manages."""
    now = today()
    current = Q(memberships__since__lte=now) & (
        Q(memberships__until=None) | Q(memberships__until__gte=now)
    )
    people = Count("memberships__user", filter=current, distinct=True)
    found = Organisation.objects.filter(managed(request.user)).annotate(people=people)
    return render(request, "organisations/teams.html", {"organisations": found})


def managed(user: Any) -> Q:
    keys = standing_of(user).organisations(Verb.MEMBERS)
    if keys is not None and not keys:
        raise PermissionDenied("manages no organisation")
    return Q() if keys is None else Q(pk__in=keys)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Members, invitations and journal of one organisation, for who manages its members."""
    organisation = get_object_or_404(Organisation.objects.filter(managed(request.user)), slug=slug)
    act = request.POST.get("act", "")
    form = forms.Invite(request.POST if act == "invite" else None)
    refusal = ""
    if request.method == "POST":
        try:
            if change(request.user, organisation, form, request.POST):
                return HttpResponseRedirect(request.path)
        except actions.Refusal as problem:
            refusal = problem.sentence(_)
    context = team_context(organisation) | {"form": form, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "organisations/team.html", context, status=status)


def change(by: Any, organisation: Organisation, form: forms.Invite, sent: QueryDict) -> bool:
    """Carry out what the page asked; False when its form must be mended first."""
    match sent.get("act", ""):
        case "invite":
            if not form.is_valid():
                return False
            actions.invite(by, organisation, **form.cleaned_data)
        case "leave":
            rows = Membership.objects.select_related("user", "organisation")
            actions.leave(by, one(rows, organisation, sent.get("membership", "")))
        case "revoke":
            rows = Invitation.objects.select_related("organisation")
            actions.revoke(by, one(rows, organisation, sent.get("invitation", "")))
        case _:
            raise Refused(_("Nous n’avons pas compris cette demande"))
    return True


def one(rows: Any, organisation: Organisation, key: str) -> Any:
    return get_object_or_404(rows, organisation=organisation, pk=int(key) if key.isdecimal() else 0)


def team_context(organisation: Organisation) -> dict[str, Any]:
    current = Membership.objects.filter(Q(until=None) | Q(until__gte=today()))
    open_offers = Invitation.objects.filter(accepted=None, revoked=None, expires__gt=now())
    return {
        "organisation": organisation,
        "memberships": current.filter(organisation=organisation).select_related("user"),
        "invitations": open_offers.filter(organisation=organisation),
        "events": told(organisation.events.all()[:JOURNAL_SHOWN]),
    }


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def told(events: Any) -> list[dict[str, Any]]:
    """The journal in words: one query for the names of all the people in it."""
    rows: list[Event] = list(events)
    known = User.objects.in_bulk({uuid for e in rows for uuid in (e.by, e.person) if uuid},
                                 field_name="uuid")  # fmt: skip
    roles = dict(ROLES)
    return [
        {
            "date": event.at,
            "title": event.get_kind_display(),
            "text": ", ".join(
                str(part)
                for part in (known.get(event.person), roles.get(event.details.get("role")))
                if part
            ),
            "by": _("par %(person)s") % {"person": known[event.by]} if event.by in known else "",
        }
        for event in rows
    ]
