"""Someone who wants to move in the map: opens it, comes closer, reads, filters, shares; with a
mouse, with a keyboard alone, on a phone, at night, and without a script."""

from __future__ import annotations

import csv
import random
import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys import measure
from tests.journeys.people import PHONE, someone

pytestmark = [pytest.mark.journey, pytest.mark.once]

TREES = "/donnees/arbres-urbains/donnees/carte/"
MAP = f"{TREES}interactive/"
MOST = 130_000  # bytes of all that a first visit loads
CROWD = 2_000
DRAWN = """() => [...document.querySelectorAll('#carte canvas')].some(canvas =>
  canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean))"""


def ready(page: Page) -> None:
    expect(page.locator("#carte-etat")).to_contain_text(re.compile(r"\d"))
    page.wait_for_function(DRAWN)


def count(page: Page) -> int:
    said = page.locator("#carte-etat").inner_text()
    return int(re.sub(r"\D", "", said.split(":")[1].split(".")[0]))


def test_opens_it_reads_a_row_filters_and_shares(browser, portal):
    with someone(browser, portal) as page:
        page.goto(TREES)
        page.get_by_role("link", name="Ouvrir la carte interactive").click()
        ready(page)
        assert count(page) == 80
        assert page.locator("#carte-lignes tbody tr").count() == 50

        before = page.evaluate("location.hash")
        page.locator("#carte-lignes tbody tr", has_text="ARB-00007").get_by_role("button").click()
        page.wait_for_function("before => location.hash !== before", arg=before)
        chosen = page.locator("#carte-ligne")
        expect(chosen).to_contain_text("Merisier")
        expect(page.locator("path.carte-choix")).to_be_visible()
        page.locator("#carte").press("Enter")  # what is at the centre now
        expect(chosen.get_by_role("link", name="ARB-00007")).to_be_visible()

        page.get_by_role("button", name="Agrandir", exact=True).click()
        page.wait_for_function("() => location.hash.startsWith('#carte=14/')")
        place = page.evaluate("location.hash")
        page.locator("#filters summary").first.click()
        page.locator("#filters li a").first.click()
        page.wait_for_url("**refine=**")
        assert page.evaluate("location.hash") == place
        ready(page)
        assert 0 < count(page) < 80
        shared, shown = page.url, count(page)
        assert page.context.cookies() == []

    with someone(browser, portal) as friend:
        friend.goto(shared)
        ready(friend)
        assert count(friend) == shown
        friend.locator("#carte-lignes tbody th a").first.click()
        expect(friend.locator("main")).to_contain_text("Arbres de la ville, objet")


UNNAMED = """Object.defineProperty(globalThis, 'ParvisTile', { configurable: true, set({ read }) {
  const unnamed = (row) => ({ ...row, id: null });
  const layer = (one) => ({ ...one, features: one.features.map(unnamed) });
  const value = { read: (buffer) => read(buffer).map(layer) };
  Object.defineProperty(globalThis, 'ParvisTile', { value });
} })"""


def test_rows_without_identifier_are_all_there(browser, portal):
    """As whoever reads under a condition has them."""
    with someone(browser, portal) as page:
        page.add_init_script(UNNAMED)
        page.goto(MAP)
        ready(page)
        assert count(page) == 80
        page.locator("#carte-lignes tbody tr", has_text="ARB-00007").get_by_role("button").click()
        expect(page.locator("#carte-ligne")).to_contain_text("Merisier")
        assert page.locator("#carte-lignes a, #carte-ligne a").count() == 0


def test_asks_nobody_else_and_weighs_what_it_says(browser, portal):
    context = browser.new_context(base_url=portal.address)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    found = measure.cold_visit(page, f"{portal.address}{MAP}")
    ready(page)
    context.close()
    assert said == []  # nothing that the content policy refuses
    assert found.faults == []
    assert found.bytes <= MOST


def test_everyone_can_use_it(browser, portal):
    with someone(browser, portal) as page:
        for path in (MAP, f"/en{MAP}"):
            page.goto(path)
            ready(page)
            faults = measure.keyboard(page)
            page.locator("#carte-lignes button").first.click()
            expect(page.locator("#carte-ligne dl")).to_be_visible()
            faults += measure.axe(page)
            page.emulate_media(color_scheme="dark")
            faults += measure.axe(page, measure.COLOURS)
            page.emulate_media(color_scheme="light")
            page.set_viewport_size(measure.PHONE)
            faults += measure.axe(page) + measure.small(page)
            assert faults == [], path
            page.set_viewport_size({"width": 1280, "height": 900})


def test_moves_by_keyboard_alone_and_without_animation(browser, portal):
    with someone(browser, portal, reduced_motion="reduce") as page:
        page.goto(f"{MAP}#carte=12/48.11500/-1.66900")
        ready(page)
        page.locator("#carte").focus()
        before = page.evaluate("location.hash")
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("before => location.hash !== before", arg=before)
        longitude = float(page.evaluate("location.hash").split("/")[2])
        assert longitude < -1.669
        page.keyboard.press("+")
        page.wait_for_function("() => location.hash.startsWith('#carte=13/')")
        assert page.locator(".leaflet-zoom-anim").count() == 0
        page.keyboard.press("Enter")
        expect(page.locator("#carte-ligne")).not_to_contain_text("Choisissez un lieu")


def test_says_on_a_phone_without_a_script_where_to_go(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto(f"{MAP}?refine=sante:bonne")
        expect(page.locator("#carte-attente")).to_contain_text("demande JavaScript")
        assert page.evaluate(measure.OVERFLOW) <= 0
        page.get_by_role("link", name="La carte qui ne bouge pas").click()
        expect(page.locator("svg.drawing title")).to_have_count(1)
        assert "refine=sante" in page.url


def test_a_crowd_is_counted_then_told_row_by_row(browser, portal, tmp_path):
    found, path = random.Random(7), tmp_path / "bancs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["nom", "pose", "solaire", "dette", "lon", "lat"])
        for n in range(CROWD):
            at = [f"{found.gauss(middle, 0.02):.6f}" for middle in (-1.68, 48.11)]
            rows.writerow([f"Banc {n}", "2020-03-11", "oui", -n - 0.5, *at])
    portal.run("load", str(path), "--dataset", "comptage-velo", "--publish")
    root = "/donnees/comptage-velo/donnees/carte/interactive/"
    with someone(browser, portal) as page:
        page.goto(root)
        ready(page)
        assert count(page) == pytest.approx(CROWD, abs=CROWD / 200)
        before = page.evaluate("location.hash")
        page.locator("#carte-carres button").first.click()
        page.wait_for_function("before => location.hash !== before", arg=before)
        page.goto(f"{root}#carte=17/48.11000/-1.68000")
        page.reload()
        ready(page)
        row = page.locator("#carte-lignes tbody tr").first
        name = row.locator("th").inner_text()
        number = int(name.split()[1])
        cells = row.locator("td").all_inner_texts()
        debt = f"-{number:,}".replace(",", "\u202f") + ",5"
        assert cells[:3] == ["11 mars 2020", "oui", debt]
        href = row.locator("th a").get_attribute("href")
        feature = httpx.get(f"{portal.address}{href.replace('f=html', 'f=json')}").json()
        assert feature["properties"]["nom"] == name
