"""Signing in through an OpenID Connect provider: allauth's flow, with what we do not take on trust.

Overridden: userinfo as a signed token, ID tokens always verified, a nonce, the provider's own name
for itself, and which local account an identity opens (`signin.Identities`).
"""

from __future__ import annotations

import logging
from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from parvis.design.errors import Explanation, problem
from parvis.organisations import identity

PROVIDER = "oidc"  # the one provider of the settings
logger = logging.getLogger(__name__)


def nonce_of(state: str) -> str:
    """The nonce of a request: derived from its state, which the session keeps and uses once."""
    return salted_hmac("parvis.oidc.nonce", state, algorithm="sha256").hexdigest()


class Client(OAuth2Client):
    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: Any) -> str:
        nonce = {"nonce": nonce_of(self.state)} if self.state else {}
        url: str = super().get_redirect_url(authorization_url, scope, extra_params | nonce)
        return url


class Adapter(OpenIDConnectOAuth2Adapter):
    client_class = Client

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description; it must name itself as the settings do."""
        kept: dict[str, Any] | None = getattr(self, "_checked", None)
        if kept is None:
            try:
                kept = super().openid_config
                check_description(kept)
            except (requests.RequestException, OAuth2Error) as error:
                logger.warning("OpenID Connect provider: %s", error)
                raise ImmediateHttpResponse(unreachable(self.request)) from error
            self._checked = kept
        return kept

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> Any:
        try:
            claims = self.claims(token.token, kwargs["response"].get("id_token", ""))
        except identity.Distrust as error:
            raise OAuth2Error(str(error)) from error
        return self.get_provider().sociallogin_from_response(request, {"userinfo": claims})

    def claims(self, access_token: str, id_token: str) -> dict[str, Any]:
        keys, client = (
            self.fetch(self.openid_config["jwks_uri"]).json(),
            settings.PARVIS_OIDC_CLIENT_ID,
        )
        issuer = self.openid_config["issuer"]
        known = identity.read_token(id_token, keys, issuer, client, identity.REQUIRED_ID)
        identity.check_nonce(known, nonce_of(self.request.GET.get("state", "")))
        answer = self.fetch(self.profile_url, {"Authorization": f"Bearer {access_token}"})
        kind = answer.headers.get("Content-Type", "")
        info = identity.read_userinfo(kind, answer.content, keys, issuer, client)
        identity.check_same_person(known, info)
        return info

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> requests.Response:
        with get_adapter().get_requests_session() as session:
            response: requests.Response = session.get(url, headers=headers)
        response.raise_for_status()
        return response

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return settings.PARVIS_BASE_URL + reverse("oidc_callback")


def check_description(found: dict[str, Any]) -> None:
    if not constant_time_compare(str(found.get("issuer")), settings.PARVIS_OIDC_ISSUER):
        raise OAuth2Error("it names itself otherwise than PARVIS_OIDC_ISSUER")
    needed = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    missing = [name for name in needed if not isinstance(found.get(name), str)]
    if missing:
        raise OAuth2Error(f"its description lacks {', '.join(missing)}")


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Adapter

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("oidc_login") + (f"?{urlencode(kwargs)}" if kwargs else "")

    def get_callback_url(self) -> str:
        return reverse("oidc_callback")

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return self.get_auth_params()  # allauth would take them from the address as well

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return self.get_scope()

    def extract_uid(self, data: dict[str, Any]) -> str:
        return identity.account_key(settings.PARVIS_OIDC_ISSUER, data["userinfo"]["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}  # nothing of what the provider knows about someone is kept

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        claims = data["userinfo"]
        # ProConnect calls the family name `usual_name`
        family = claims.get("usual_name") or claims.get("family_name") or ""
        names = {"first_name": claims.get("given_name") or "", "last_name": family}
        return {"email": claims.get("email"), **names}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        email = identity.verified_email(data["userinfo"], settings.PARVIS_OIDC_EMAIL_DOMAINS)
        return [EmailAddress(email=email, verified=True, primary=True)] if email else []


def unreachable(request: HttpRequest) -> HttpResponse:
    name = settings.PARVIS_OIDC_NAME
    return problem(
        request,
        502,
        Explanation(
            _("%(name)s ne répond pas comme attendu") % {"name": name},
            _("Nous n’avons pas pu joindre le service qui vérifie votre identité."),
            _("Rien n’a été modifié."),
            _("Réessayez dans quelques minutes, ou connectez-vous avec un mot de passe."),
        ),
    )


def login(request: HttpRequest) -> HttpResponse:
    """Send the person to the provider."""
    return view(OAuth2LoginView, request)


def callback(request: HttpRequest) -> HttpResponse:
    """The person comes back from the provider."""
    return view(OAuth2CallbackView, request)


def view(kind: Any, request: HttpRequest) -> HttpResponse:
    if not settings.PARVIS_OIDC_ISSUER:
        raise Http404
    answer: HttpResponse = kind.adapter_view(Adapter(request, PROVIDER))(request)
    return answer
