"""The pages of accounts and teams as people meet them: axe, at night, on a narrow phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

from parvis.organisations import actions
from parvis.organisations.models import Membership
from parvis.organisations.standing import today
from parvis.organisations.tokens import token_of
from tests import makers
from tests.browsers import RULES, launched, violations

pytestmark = [pytest.mark.django_db, pytest.mark.journey]

HOST = "http://comptes.test"
READERS = {
    "day": {"viewport": {"width": 1280, "height": 900}},
    "night": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "reduced_motion": "reduce"},
}


def team():
    """A team with members, a delegation and an invitation; its administrator."""
    service = makers.organisation(title="Direction des jardins", slug="jardins", kind="service")
    head = makers.member(service, "administrator", first_name="Anne", last_name="Le Goff")
    steward = makers.member(service, "steward")
    held = Membership.objects.get(user=steward)
    actions.delegate(head, held, makers.person(), service, today(), today(), "Congés d’été")
    invitation = actions.invite(head, service, "tres.longue.adresse@ville.example", "contributor")
    return service, head, invitation


def pages(client):
    """The pages' HTML: what a visitor sees, then what the administrator sees."""
    _service, head, invitation = team()
    join = f"/invitation/{token_of(invitation.uuid)}/"
    yield client.get("/connexion/")
    yield client.post("/connexion/", {"login": "a@b.example", "password": "faux"})
    yield client.get("/connexion/mot-de-passe-oublie/")
    yield client.get("/connexion/mot-de-passe-oublie/envoye/")
    yield client.get(join)
    yield client.post(join, {"first_name": "", "last_name": "", "password": "123"})
    yield client.get("/invitation/faux/")
    client.force_login(head)
    yield client.get("/connexion/mot-de-passe/?fait")
    yield client.get("/deconnexion/")
    yield client.get("/mes-roles/")
    yield client.get("/equipes/")
    yield client.get("/equipes/jardins/")
    yield client.post("/equipes/jardins/", {"act": "invite", "email": "non"})


def served(route: Route, bodies: dict[str, bytes]) -> None:
    address = route.request.url
    if address in bodies:
        route.fulfill(body=bodies[address], content_type="text/html; charset=utf-8")
    else:
        name = address.removeprefix(f"{HOST}/static/")
        route.fulfill(path=Path(str(finders.find(name))))


def faults_of(page: Page, reader: str) -> Iterator[tuple[str, str]]:
    """axe by day on every page; at night only colours change; a phone must not scroll sideways."""
    if reader != "phone":
        for found in violations(page, RULES if reader == "day" else ["cat.color"]):
            yield found["id"], str(found["nodes"][0]["target"])
    if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
        yield "scrolls sideways", ""


def test_every_page_is_for_everyone(client):
    """The pages are made first: a browser in this thread keeps Django from its database."""
    bodies = {f"{HOST}/{n}": answer.content for n, answer in enumerate(pages(client))}
    faults = []
    with launched() as browser:
        for reader, options in READERS.items():
            page = browser.new_context(locale="fr-FR", **options).new_page()
            page.route("**/*", lambda route: served(route, bodies))
            for address in bodies:
                page.goto(address)
                faults += [(reader, page.title(), *fault) for fault in faults_of(page, reader)]
            page.context.close()
    assert faults == []
