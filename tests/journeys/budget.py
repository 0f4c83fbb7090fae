"""The budget of every public page, in one language: what a page may cost, and for whom it works."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from django.utils.translation import override
from playwright.sync_api import Browser

from tests.journeys import ecoindex, measure, pages
from tests.journeys.measure import Eyes, Measure
from tests.journeys.pages import PublicPage
from tests.journeys.portal import Portal

MOST_BYTES = 100_000
MOST_REQUESTS = 8
REPORTS = Path(__file__).parents[2] / "test-results"

Measured = list[tuple[PublicPage, Measure]]


def measured(browser: Browser, portal: Portal, language: str) -> Measured:
    """Every page of the portal, measured; the table is kept for the end of the run."""
    with override("fr"):
        walked = pages.every_page(portal.address)
    with closing(Eyes(browser)) as eyes:
        words_only = language != "fr"
        found = [
            (page, eyes.measure(page.address(portal.address, language), words_only=words_only))
            for page in walked
        ]
    keep([one for _page, one in found], language, portal.address)
    return found


def keep(found: list[Measure], language: str, portal: str) -> None:
    REPORTS.mkdir(exist_ok=True)
    rows = [one.row().replace(portal, "") for one in sorted(found, key=lambda one: one.ecoindex)]
    faults = [f"  {one.address.replace(portal, '')}: {fault}" for one in found
              for fault in one.faults]  # fmt: skip
    table = "\n".join([measure.HEAD, *rows, *faults, ""])
    (REPORTS / f"pages-{language}.txt").write_text(table, encoding="utf-8")


class Budget:
    """Each rule, for every page; a subclass gives `language` and the fixture `measured`."""

    def test_every_page_answers_as_it_should(self, measured: Measured) -> None:
        other = [f"{one.status} {one.address}" for page, one in measured
                 if one.status != page.status]  # fmt: skip
        assert other == []

    def test_everyone_can_use_every_page(self, measured: Measured) -> None:
        """No accessibility fault by day, at night or on a phone; keyboard; no script; no third
        party; nothing beyond the screen."""
        faults = [
            f"{one.address}: {fault}"
            for page, one in measured
            for fault in one.faults
            if not (fault.startswith("cookie") and page.route in pages.WITH_COOKIE)
        ]
        assert faults == []

    def test_every_page_is_light(self, measured: Measured) -> None:
        heavy = [one.row() for page, one in measured
                 if one.bytes > MOST_BYTES or one.requests > MOST_REQUESTS]  # fmt: skip
        assert heavy == []

    def test_every_page_has_its_ecoindex(self, measured: Measured) -> None:
        low = [one.row() for page, one in measured if one.ecoindex < page.least_ecoindex]
        assert low == []
        below = [one.row() for _page, one in measured if ecoindex.grade(one.ecoindex) != "A"]
        assert below == []

    def test_no_kind_of_page_is_forgotten(self, measured: Measured) -> None:
        seen = {page.route for page, _one in measured}
        assert pages.routes_of_people() - seen - set(pages.ELSEWHERE) == set()
        assert set(pages.ELSEWHERE) & seen == set()
