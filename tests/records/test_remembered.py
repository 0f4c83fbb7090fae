"""A register is put to its rules again; only what changed is read again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.records import canonical, ruled
from parvis.records.consistency import Breach, warning, when
from parvis.records.kinds import Circle
from parvis.records.models import Published
from parvis.records.remembered import Register

pytestmark = pytest.mark.django_db
RULE = warning("short", "Dire assez.", "Trop court : %(text)s", lambda *_: when(False))


def published(slug: str, sequence: int, text: str, circle: Circle = Circle.PUBLIC) -> Published:
    now = timezone.now()
    content = {
        "title": f"Titre {slug}", "text": text, "place": "ici", "more": "x" * 100,
        "translations": {"en": {"title": f"Title {slug}", "text": text}},
    }  # fmt: skip
    row, _made = Published.objects.update_or_create(
        type="term", slug=slug,
        defaults={
            "title": f"Titre {slug}", "circle": circle, "first_published": now, "updated": now,
            "sequence": sequence, "projection": canonical.encode(content),
        },
    )  # fmt: skip
    return row


class Town:
    """A register whose rule wants three letters, and what it was asked."""

    def __init__(self) -> None:
        self.known: Any = "monday"
        self.asked: list[str] = []
        self.register = Register("term", ("place",), self.known_of, self.check)

    def known_of(self, rows: Sequence[Published]) -> dict[UUID, Any]:
        assert all("more" not in row.content and row.content["place"] == "ici" for row in rows)
        return {row.uuid: self.known for row in rows}

    def check(self, content: Any, known: Any) -> list[Breach]:
        self.asked.append(content["title"])
        return [Breach(RULE, {"text": content["text"]})] if len(content["text"]) < 3 else []

    def found(self) -> list[tuple[str, str]]:
        self.asked.clear()
        return [(row.slug, ruled.sentence(one)) for row, one in self.register.put()[1]]


def test_one_record_that_changed_is_read_again_alone() -> None:
    town = Town()
    published("a", 1, "ab")
    published("b", 2, "abcd")
    published("secret", 3, "a", Circle.AGENTS)
    assert town.found() == [("a", "Trop court : ab")]
    assert sorted(town.asked) == ["Titre a", "Titre b"], "what is not for all is never read"
    with CaptureQueriesContext(connection) as seen:
        assert town.found() == [("a", "Trop court : ab")]
    assert (town.asked, len(seen)) == ([], 1)
    published("b", 4, "x")
    assert town.found() == [("a", "Trop court : ab"), ("b", "Trop court : x")]
    assert town.asked == ["Titre b"]


def test_another_day_or_neighbour_puts_the_rules_again() -> None:
    town = Town()
    published("a", 1, "ab")
    town.found()
    town.known = "tuesday"
    assert town.found() == [("a", "Trop court : ab")]
    assert town.asked == ["Titre a"]


def test_a_withdrawn_record_is_forgotten() -> None:
    town = Town()
    row = published("a", 1, "ab")
    assert town.found()
    Published.objects.filter(pk=row.pk).update(state="withdrawn", sequence=2)
    assert town.found() == []
    assert not town.register.entries


def test_a_page_names_it_in_each_language() -> None:
    town = Town()
    published("a", 1, "ab")
    (row,), _found = town.register.put()
    assert row.content["translations"] == {"en": {"title": "Title a"}}
