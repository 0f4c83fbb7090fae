"""Every kind of page, walked in English: what people wrote in French is marked as French wherever
it shows (WCAG 3.1.2). The title of a window cannot hold two languages: it is marked where it is the
title of a record alone, else our own words come first."""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from typing import Any

import pytest
from django.urls import Resolver404, resolve

from parvis.algorithms.explained import actions
from parvis.records import bulk
from parvis.records.models import Published
from tests import makers
from tests.algorithms import makers as algorithms
from tests.algorithms.explained.conftest import own_keys, rules
from tests.privacy import makers as privacy
from tests.privacy.notices import makers as notices
from tests.public_space import makers as devices
from tests.site import makers as made
from tests.site.conftest import fresh_pages
from tests.site.test_text_language import Spoken

pytestmark = pytest.mark.django_db
__all__ = ["fresh_pages", "own_keys"]
WORD = "zibeline"
TITLES = ("Air ", "Ombre ", "Caméra ", "Tarif ", "Calcul ", "Cantine ", "Formulaire ")
MOST = 400  # pages of one walk
EACH = 2  # pages of one kind


class Walked(Spoken):
    """All texts, those of drawings too, and where the page leads."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []
        self.titles: list[tuple[str, str]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        super().handle_starttag(tag, attrs)
        if tag == "a":
            self.links.append((dict(attrs).get("href") or "").partition("#")[0])

    def handle_data(self, data: str) -> None:
        apart = {"title", "script"} & {tag for tag, _lang in self.stack[:3]}
        if WORD in data and self.stack[-1][0] == "title" and len(self.stack) == 3:
            self.titles.append((data.strip(), self.stack[-1][1]))
        if WORD in data and not apart:
            self.said.append((" ".join(data.split()), self.stack[-1][1]))


@pytest.fixture
def portal(follow: Any) -> list[str]:
    """One record of each of the rooms that tell of people, tied together, and where to begin."""
    town = makers.organisation(title="Ville", slug="ville")
    words = {
        "organisation": town,
        "plain_summary": f"Une {WORD} en un mot.", "summary": f"<p>La {WORD} en détail.</p>",
    }  # fmt: skip
    air = made.dataset(town, slug="air", title=f"Air de la {WORD}", plain_summary=f"La {WORD} ici.",
                       process=f"Relevés de {WORD}.", keywords=[f"mot de {WORD}"])  # fmt: skip
    made.dataset(town, [("derived_from", air)], slug="ombre", title=f"Ombre de la {WORD}")
    camera = devices.camera(slug="camera", title=f"Caméra de la {WORD}",
                            place=f"place de la {WORD}",
                            recognition_why=f"Parce que {WORD}.", **words)  # fmt: skip
    devices.published(camera)
    camera.place, camera.plain_summary = f"rue de la {WORD}", f"Une autre {WORD} en un mot."
    bulk.save_many([camera], why=f"La {WORD} a changé.")
    price = algorithms.decision(title=f"Tarif de la {WORD}", slug="tarif", **words)
    algorithms.published(price)
    sums = algorithms.algorithm(price, title=f"Calcul de la {WORD}", slug="calcul", **words)
    algorithms.published(sums)
    actions.publish_rules(sums, rules(), dt.date(2024, 9, 1), by=None)
    canteen = privacy.processing(title=f"Cantine de la {WORD}", slug="cantine",
                                 data_words=f"La taille de la {WORD}",
                                 people_words=f"Les amis de la {WORD}", **words)  # fmt: skip
    privacy.published(canteen)
    notices.put(notices.point(canteen, title=f"Formulaire de la {WORD}", slug="formulaire", **words,
                              place=f"guichet de la {WORD}"))  # fmt: skip
    follow()
    short = Published.objects.get(type="device").content["short"]
    return ["/en/", "/en/plan-du-site/", f"/en/q/{short}"]


def kind_of(address: str) -> tuple[Any, ...] | None:
    """What makes two pages alike; None for what is no English page of this portal."""
    path, _question, query = address.partition("?")
    if not path.startswith("/en/"):
        return None
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return found.view_name, found.kwargs.get("path"), bool(query)


def test_no_french_word_is_told_as_english(client: Any, portal: list[str]) -> None:
    waiting, met, kinds = deque(portal), set(), Counter[Any]()
    told: dict[str, set[tuple[str, str]]] = {}
    french = 0
    while waiting and len(met) < MOST:
        address = waiting.popleft()
        kind = kind_of(address)
        if kind is None or address in met or kinds[kind] >= EACH:
            continue
        met.add(address)
        kinds[kind] += 1
        response = client.get(address)
        if response.streaming or "html" not in response.headers.get("Content-Type", ""):
            continue
        page = Walked()
        page.feed(response.content.decode())
        waiting.extend(page.links)
        french += sum(lang == "fr" for _text, lang in page.said)
        begun = {(text, lang) for text, lang in page.titles if text.startswith(TITLES)}
        wrong = {(text, lang) for text, lang in [*page.said, *begun] if lang != "fr"}
        if wrong:
            told[address] = wrong
    assert len({name for name, *_rest in kinds}) > 25, kinds
    assert french > 100
    assert told == {}
