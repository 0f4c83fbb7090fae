"""The people of the journeys: where they sit, and how they sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from tests.journeys.portal import Portal

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}


@contextmanager
def someone(browser: Browser, portal: Portal, **settings: Any) -> Iterator[Page]:
    """A page of a person who never came; addresses are relative to the portal."""
    options = {"locale": "fr-FR", "viewport": {"width": 1280, "height": 900}} | settings
    context = browser.new_context(base_url=portal.address, **options)
    context.set_default_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def signed_in(browser: Browser, portal: Portal, name: str, **settings: Any) -> Iterator[Page]:
    """An agent of the demonstration, arrived at the desk."""
    with someone(browser, portal, **settings) as page:
        page.goto("/espace-agents/")
        address = f"{name}@demo.example"
        page.get_by_label("Adresse e-mail").fill(address)
        page.get_by_label("Mot de passe").fill(portal.passwords[address])
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url("**/espace-agents/")
        yield page
