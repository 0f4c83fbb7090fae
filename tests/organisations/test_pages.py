"""Signing in, out, and choosing a password: in French, accessible, slow for those who guess."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache

from parvis.organisations import jobs
from parvis.people.models import User
from tests import makers

pytestmark = pytest.mark.django_db

PASSWORD = "mot de passe d’essai 42"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def agent():
    return makers.person(email="anne@ville.example", password=PASSWORD)


def sign_in(client, email="anne@ville.example", password=PASSWORD, **extra):
    return client.post("/connexion/", {"login": email, "password": password}, **extra)


def test_an_agent_signs_in_and_lands_at_the_desk(client, agent):
    page = client.get("/connexion/")
    assert page.status_code == 200
    assert '<html lang="fr">' in page.text
    assert 'autocomplete="username"' in page.text
    assert 'autocomplete="current-password"' in page.text
    assert "placeholder" not in page.text.split("<main")[1]
    answer = sign_in(client, "Anne@Ville.example")
    assert (answer.status_code, answer["Location"]) == (302, "/espace-agents/")
    assert "messages" not in client.cookies


def test_the_session_is_new_after_sign_in_and_lasts_twelve_hours(client, agent):
    session = client.session
    session["before"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = old = session.session_key
    answer = sign_in(client)
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != old
    assert cookie["max-age"] == 12 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_next_leads_back_but_never_away(client, agent):
    inside = client.post(
        "/connexion/", {"login": agent.email, "password": PASSWORD, "next": "/equipes/"}
    )
    assert inside["Location"] == "/equipes/"
    client.logout()
    outside = client.post(
        "/connexion/", {"login": agent.email, "password": PASSWORD, "next": "https://mal.example/"}
    )
    assert outside["Location"] == "/espace-agents/"


def test_a_refused_sign_in_says_so_at_the_top_and_keeps_the_address(client, agent):
    answer = sign_in(client, password="faux")
    assert answer.status_code == 422
    main = answer.text.split("<main")[1]
    assert 'role="alert"' in main
    assert "ne convient pas" in main
    assert 'value="anne@ville.example"' in main
    assert "faux" not in main


def test_an_unknown_address_reads_the_same_refusal(client, agent):
    known = sign_in(client, password="faux").text
    unknown = sign_in(client, email="inconnu@ville.example", password="faux").text
    summary = re.compile(r'role="alert".*?</div>', re.S)
    assert summary.search(known)[0] == summary.search(unknown)[0]


def test_five_failures_close_the_account_s_door_for_a_while_even_to_the_right_password(
    client, agent
):
    for n in range(5):
        assert sign_in(client, password="faux", REMOTE_ADDR=f"203.0.113.{n}").status_code == 422
    answer = sign_in(client, REMOTE_ADDR="203.0.113.99")
    assert answer.status_code == 429
    assert "Trop d’essais" in answer.text


def test_ten_failures_a_minute_from_one_address_are_enough(client):
    answers = [sign_in(client, email=f"a{n}@ville.example").status_code for n in range(11)]
    assert answers == [422] * 10 + [429]


def test_limits_are_counted_in_the_database_that_every_worker_shares(client, agent):
    sign_in(client, password="faux")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        assert cursor.fetchone()[0] > 0


def test_a_stranger_cannot_choose_the_address_that_is_counted(client, agent):
    answers = [
        sign_in(client, email=f"a{n}@ville.example", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")
        for n in range(11)
    ]
    assert answers[-1].status_code == 429


def test_too_many_requests_answer_429_with_a_page(client, agent):
    cache.clear()
    posts = [
        client.post("/connexion/mot-de-passe-oublie/", {"email": f"a{n}@ville.example"})
        for n in range(11)
    ]
    assert posts[0].status_code == 302
    assert posts[-1].status_code == 429
    assert "ralentissons" in posts[-1].text


def test_a_closed_account_does_not_sign_in(client):
    makers.person(email="parti@ville.example", password=PASSWORD, is_active=False)
    answer = sign_in(client, email="parti@ville.example")
    assert answer["Location"] == "/connexion/compte-ferme/" or answer.status_code == 422
    assert "_auth_user_id" not in client.session
    assert client.get("/connexion/compte-ferme/").status_code == 200


def test_there_is_no_open_sign_up(client):
    assert client.get("/connexion/inscription/").status_code == 404
    assert client.post("/accounts/signup/").status_code == 404


def test_signing_out_asks_once_and_sets_no_cookie(client, agent):
    client.force_login(agent)
    assert "Me déconnecter" in client.get("/deconnexion/").text
    answer = client.post("/deconnexion/")
    assert answer["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert "messages" not in answer.cookies


def test_a_forgotten_password_is_chosen_anew_by_letter(client, agent, mailoutbox):
    answer = client.post("/connexion/mot-de-passe-oublie/", {"email": "ANNE@ville.example"})
    assert answer["Location"] == "/connexion/mot-de-passe-oublie/envoye/"
    assert client.get(answer["Location"]).status_code == 200
    jobs.send_password_reset.call(str(agent.uuid), "fr")
    path = re.search(r"http://[^/]+(/\S+)", mailoutbox[0].body)[1]
    form = client.get(path, follow=True)
    where = form.redirect_chain[-1][0]
    assert 'autocomplete="new-password"' in form.text
    weak = client.post(where, {"password1": "motdepasse", "password2": "motdepasse"})
    assert weak.status_code == 422
    assert "12" in weak.text
    fresh = "une phrase assez longue 7"
    done = client.post(where, {"password1": fresh, "password2": fresh})
    assert done["Location"] == "/connexion/mot-de-passe-oublie/change/"
    assert User.objects.get(pk=agent.pk).check_password(fresh)
    again = client.get(path, follow=True)
    assert "ne peut plus servir" in again.text


def test_the_letter_is_a_background_task_that_holds_no_key(client, agent):
    from django_tasks_db.models import DBTaskResult

    client.post("/connexion/mot-de-passe-oublie/", {"email": agent.email})
    client.post("/connexion/mot-de-passe-oublie/", {"email": "inconnu@ville.example"})
    task = DBTaskResult.objects.get()
    assert task.args_kwargs["args"] == [str(agent.uuid), "fr"]


def test_changing_a_password_closes_the_other_sessions(client, agent, django_user_model):
    from django.test import Client

    other = Client()
    other.force_login(agent)
    client.force_login(agent)
    fresh = "une phrase assez longue 7"
    sent = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert client.post("/connexion/mot-de-passe/", sent | {"oldpassword": "non"}).status_code == 422
    answer = client.post("/connexion/mot-de-passe/", sent)
    assert answer["Location"] == "/connexion/mot-de-passe/?fait"
    assert "est changé" in client.get(answer["Location"]).text
    assert other.get("/connexion/mot-de-passe/").status_code == 302


def test_english_pages_stand_under_en(client):
    page = client.get("/en/connexion/")
    assert '<html lang="en">' in page.text
    assert "Sign in" in page.text


@pytest.mark.parametrize(
    "path", ["/", "/connexion/identite/", "/connexion/compte-ferme/", "/invitation/faux/"]
)
def test_a_visitor_gets_no_cookie(client, path):
    answer = client.get(path)
    assert not answer.cookies
