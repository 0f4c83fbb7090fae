"""Signing in through a real OpenID Connect provider, JSON or signed userinfo, honest or not."""

import logging
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
import pytest
from allauth.socialaccount.models import SocialAccount

from parvis.organisations import actions
from parvis.organisations.models import Membership
from parvis.people.models import User
from tests import makers
from tests.organisations import provider

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    with provider.front() as server:
        yield server


@pytest.fixture
def server(running, settings):
    """The front, honest again, and the portal set to trust it."""
    running.reset()
    settings.PARVIS_OIDC_ISSUER = running.address
    settings.PARVIS_OIDC_CLIENT_ID = provider.CLIENT
    settings.PARVIS_OIDC_NAME = "Connexion d’essai"
    application = {
        "provider_id": "oidc",
        "name": "Connexion d’essai",
        "client_id": provider.CLIENT,
        "secret": "secret d’essai",
        "settings": {
            "server_url": running.address,
            "scope": ["openid", "email", "profile"],
            "oauth_pkce_enabled": True,
        },
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        | {"APPS": [application]}
    }
    return running


def person_there(server, sub="sujet-1", **claims):
    known = {"email": "anne@ville.example", "email_verified": True, "given_name": "Anne"} | claims
    server.behind.put(f"/users/{sub}", json=known).raise_for_status()
    return sub


def leave_for(client, path="/connexion/identite/"):
    away = client.get(path)
    assert away.status_code == 302
    return away["Location"]


def come_back(client, sub, away=None, deny=False):
    """Sign in at the provider and follow its redirection to our callback."""
    away = away or leave_for(client)
    consent = httpx.post(away, data={"action": "deny"} if deny else {"sub": sub})
    assert consent.status_code in {302, 303}
    back = urlsplit(consent.headers["location"])
    assert back.path == "/connexion/identite/retour/"
    query = parse_qs(back.query) | {"state": parse_qs(urlsplit(away).query)["state"]}
    return client.get(f"{back.path}?{urlencode(query, doseq=True)}")


def signed_in(client):
    return "_auth_user_id" in client.session


def as_token(server, **more):
    return lambda claims: provider.signed(server.claims(**(claims | more)))


def test_the_request_carries_state_nonce_and_pkce(client, server):
    query = parse_qs(urlsplit(leave_for(client)).query)
    assert len(query["state"][0]) >= 32
    assert len(query["nonce"][0]) >= 32
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://127.0.0.1:8000/connexion/identite/retour/"]
    assert set(query["scope"][0].split()) == {"openid", "email", "profile"}


def test_the_address_of_our_page_cannot_change_the_request(client, server):
    away = leave_for(client, "/connexion/identite/?scope=admin&auth_params=prompt%3Dnone")
    query = parse_qs(urlsplit(away).query)
    assert "admin" not in query["scope"][0]
    assert "prompt" not in query


@pytest.mark.parametrize("signed", [False, True], ids=["json", "application/jwt"])
def test_an_account_is_opened_by_its_verified_address(client, server, signed):
    agent = makers.person(email="anne@ville.example", password="mot de passe d’essai 42")
    if signed:
        server.userinfo = as_token(server)
    answer = come_back(client, person_there(server))
    assert (answer.status_code, answer["Location"]) == (302, "/espace-agents/")
    assert client.session["_auth_user_id"] == str(agent.pk)
    account = SocialAccount.objects.get(user=agent)
    assert account.extra_data == {}
    assert "sujet-1" not in account.uid
    agent.refresh_from_db()
    assert agent.check_password("mot de passe d’essai 42")
    assert not Membership.objects.filter(user=agent).exists()


def test_afterwards_the_subject_is_enough_even_under_another_address(client, server):
    agent = makers.person(email="anne@ville.example")
    come_back(client, person_there(server))
    client.logout()
    come_back(client, person_there(server, email="autre@ville.example"))
    assert client.session["_auth_user_id"] == str(agent.pk)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_vouched_for_opens_nothing(client, server, verified):
    makers.person(email="anne@ville.example")
    claims = {} if verified is None else {"email_verified": verified}
    if verified is None:
        server.userinfo = lambda told: provider.signed(
            server.claims(sub=told["sub"], email=told["email"])
        )
    answer = come_back(client, person_there(server, **claims))
    assert answer.status_code == 403
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


def test_a_domain_the_town_vouches_for_needs_no_claim(client, server, settings):
    settings.PARVIS_OIDC_EMAIL_DOMAINS = ["ville.example"]
    makers.person(email="anne@ville.example")
    come_back(client, person_there(server, email_verified=False))
    assert signed_in(client)


def test_a_stranger_gets_no_account(client, server):
    answer = come_back(client, person_there(server, email="inconnu@ailleurs.example"))
    assert answer.status_code == 403
    assert "Demandez une invitation" in answer.text
    assert not User.objects.exists()


def test_someone_invited_gets_the_account_and_the_role_they_were_offered(client, server):
    service = makers.organisation()
    head = makers.member(service, "administrator")
    actions.invite(head, service, "anne@ville.example", "steward")
    answer = come_back(client, person_there(server, family_name="Le Goff"))
    assert answer["Location"] == "/espace-agents/"
    person = User.objects.get(email="anne@ville.example")
    assert (person.first_name, person.last_name) == ("Anne", "Le Goff")
    assert not person.has_usable_password()
    assert [m.role for m in Membership.objects.filter(user=person)] == ["steward"]


def test_a_closed_account_stays_closed(client, server):
    makers.person(email="anne@ville.example", is_active=False)
    come_back(client, person_there(server))
    assert not signed_in(client)


def test_refusing_at_the_provider_leads_back_to_sign_in(client, server):
    assert come_back(client, "sujet-1", deny=True)["Location"] == "/connexion/"


def lies(server):
    """Each way a signed userinfo can be wrong."""
    token = provider.signed

    def told(**more):
        return lambda claims: token(server.claims(**(claims | more)))

    def without(name):
        def answer(claims):
            whole = server.claims(**claims)
            del whole[name]
            return token(whole)

        return answer

    return {
        "another key": lambda c: token(server.claims(**c), provider.OTHER_KEY),
        "no signature": lambda c: token(server.claims(**c), "", "none"),
        "shared secret": lambda c: token(server.claims(**c), "secret d’essai" * 3, "HS256"),
        "another issuer": told(iss="https://mal.example"),
        "another audience": told(aud="un-autre"),
        "another subject": told(sub="sujet-2"),
        "expired": told(exp=1),
        "no issuer": without("iss"),
        "no audience": without("aud"),
        "no subject": without("sub"),
        "not a token": lambda c: ("application/jwt", b"bonjour"),
        "another type": lambda c: ("text/html", b"<p>bonjour</p>"),
        "json without subject": lambda c: ("application/json", b'{"email": "a@b.example"}'),
        "broken json": lambda c: ("application/json", b"{"),
    }


@pytest.mark.parametrize("lie", list(lies(None)))
def test_a_userinfo_that_lies_signs_nobody_in(client, server, lie, caplog):
    makers.person(email="anne@ville.example")
    server.userinfo = lies(server)[lie]
    with caplog.at_level(logging.WARNING):
        answer = come_back(client, person_there(server))
    assert answer.status_code == 403
    assert "vérifier votre identité" in answer.text
    assert not signed_in(client)
    assert "refused" in caplog.text
    assert "anne@ville.example" not in caplog.text


def forged_id_token(change):
    def answer(tokens):
        claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
        token = jwt.encode(claims | change, provider.KEY, "RS256", headers={"kid": "front"})
        return tokens | {"id_token": token}

    return answer


@pytest.mark.parametrize(
    "change",
    [{"nonce": "celui d’un autre"}, {"aud": "un-autre"}, {"iss": "https://mal.example"}],
    ids=["nonce", "audience", "issuer"],
)
def test_an_id_token_for_another_request_is_refused(client, server, change):
    makers.person(email="anne@ville.example")
    server.id_token = forged_id_token(change)
    assert come_back(client, person_there(server)).status_code == 403
    assert not signed_in(client)


def test_an_id_token_signed_by_another_is_refused(client, server):
    makers.person(email="anne@ville.example")
    server.keys = [provider.jwk(provider.OTHER_KEY, "front")]
    server.id_token = forged_id_token({})
    assert come_back(client, person_there(server)).status_code == 403


def test_an_answer_serves_once_and_only_in_its_own_session(client, server):
    from django.test import Client

    makers.person(email="anne@ville.example")
    away = leave_for(client)
    stranger = Client()
    assert come_back(stranger, person_there(server), away).status_code == 403
    assert not signed_in(stranger)


@pytest.mark.parametrize(
    "description", [{"issuer": "https://mal.example"}, {"jwks_uri": None}], ids=["name", "lack"]
)
def test_a_provider_that_is_not_the_one_we_trust_is_told(client, server, description):
    server.description = description
    answer = client.get("/connexion/identite/")
    assert answer.status_code == 502
    assert "ne répond pas comme attendu" in answer.text


def test_a_provider_that_is_down_is_told(client, server, settings):
    with provider.Front("http://127.0.0.1:9") as closed:
        address = closed.address
    settings.PARVIS_OIDC_ISSUER = address
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"] = {
        "server_url": address
    }
    assert client.get("/connexion/identite/").status_code == 502


def test_the_page_offers_the_provider_only_when_there_is_one(client, server, settings):
    assert "Continuer avec Connexion d’essai" in client.get("/connexion/").text
    settings.PARVIS_OIDC_ISSUER = ""
    assert "Continuer avec" not in client.get("/connexion/").text
    assert client.get("/connexion/identite/").status_code == 404
