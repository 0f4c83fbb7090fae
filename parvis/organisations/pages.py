"""Pages of accounts: sign-in, passwords, invitations. Parse, call an action, render."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from parvis.design.errors import Refused
from parvis.organisations import actions, forms
from parvis.organisations.models import Invitation
from parvis.people.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


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
