"""How people sign in: by invitation only, slowly for those who guess, by e-mail or identity."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.design.errors import Explanation, problem
from parvis.organisations import actions, jobs
from parvis.organisations.models import Invitation
from parvis.people.clients import client_address, client_mark
from parvis.people.models import User

logger = logging.getLogger(__name__)

DAY = 86_400  # seconds


def key_of_the_day() -> bytes:
    """A random key that every process shares, forgotten after a day: limits begin anew then."""
    name = f"clients:{timezone.localdate().isoformat()}"
    return bytes(cache.get_or_set(name, lambda: secrets.token_bytes(32), DAY) or b"")


class Accounts(DefaultAccountAdapter):
    """allauth's account adapter: no open sign-up, letters in the background, our sentences."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "L’adresse e-mail ou le mot de passe ne convient pas. Vérifiez-les et recommencez."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Trop d’essais ont échoué. Attendez cinq minutes, ou demandez un nouveau mot de passe."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What every limit (`ACCOUNT_RATE_LIMITS`) counts by: never an address in clear."""
        remote = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - a local socket
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        address = client_address(remote, forwarded, settings.PARVIS_TRUSTED_PROXIES)
        return client_mark(address, key_of_the_day())

    def add_message(self, *arguments: Any, **options: Any) -> None:
        """No message that would wait in a cookie for the next page."""

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        jobs.send_password_reset.enqueue(str(user.uuid), get_language() or settings.LANGUAGE_CODE)


class Identities(DefaultSocialAccountAdapter):
    """Which account an identity opens: one that exists, or one that was invited; never more."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The account whose address the provider vouches for.

        Accounts are opened by invitation or by an administrator, so their address is known to be
        theirs: it is noted, or allauth would take the password away.
        """
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        if found:
            user, email = found
            EmailAddress.objects.update_or_create(
                user=user, email=email, defaults={"verified": True, "primary": True}
            )
        return found

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """For the invited only; anyone else reads why there is no account."""
        if offered(sociallogin):
            return True
        raise ImmediateHttpResponse(nobody(request))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        invitations = offered(sociallogin)
        if not invitations:
            raise ImmediateHttpResponse(nobody(request))
        proposed = sociallogin.user
        names = (proposed.first_name, proposed.last_name)
        sociallogin.user = user = actions.open_account(invitations[0], None, *names)
        for invitation in invitations[1:]:
            actions.accept(invitation, user)
        sociallogin.save(request, connect=True)
        return user

    def generate_state_param(self, state: dict[str, Any]) -> str:
        return get_random_string(32)  # FranceConnect wants 32 characters

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        logger.warning("sign-in through %s refused: %s", provider.name, exception or error)
        raise ImmediateHttpResponse(not_believed(request))


def offered(sociallogin: SocialLogin) -> list[Invitation]:
    """Open invitations for the addresses that the provider vouches for."""
    emails = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
    found = Invitation.objects.filter(email__in=emails, accepted=None, revoked=None)
    return [item for item in found.select_related("organisation", "by") if usable(item)]


def usable(invitation: Invitation) -> bool:
    return invitation.open and actions.still_offered(invitation)


def nobody(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        403,
        Explanation(
            _("Aucun compte ici ne correspond à votre identité"),
            _("Votre identité est vérifiée, mais son adresse e-mail n’est pas connue ici."),
            _("Nous n’avons rien gardé de votre identité."),
            _("Demandez une invitation à l’administrateur de votre organisation."),
        ),
    )


def not_believed(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        403,
        Explanation(
            _("Nous n’avons pas pu vérifier votre identité"),
            _("La réponse reçue n’est pas celle que nous attendions, ou elle a trop tardé."),
            _("Vous n’êtes pas connecté et rien n’a été modifié."),
            _("Revenez à la page de connexion et recommencez."),
            ({"title": _("Se connecter"), "url": reverse("account_login")},),
        ),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """The answer 429: allauth finds it as `handler429` of the addresses."""
    return problem(
        request,
        429,
        Explanation(
            _("Trop de demandes en peu de temps"),
            _("Pour protéger les comptes, nous ralentissons les demandes répétées."),
            _("Rien n’a été modifié."),
            _("Attendez quelques minutes, puis recommencez."),
        ),
    )
