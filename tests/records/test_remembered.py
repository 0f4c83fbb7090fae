"""A register is put to its rules again; only what changed is read again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import get_language, override

from parvis.records import canonical, publishing, ruled
from parvis.records.consistency import Breach, warning, when
from parvis.records.kinds import Circle
from parvis.records.models import Published
from parvis.records.remembered import Notes, Records, Register, Said, only
from parvis.records.since import FEW, Still
from tests import makers
from tests.site import makers as site_makers

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
        self.beside = "calm"
        self.register = Register(
            "term", only("place"), self.known_of, self.check, beside=lambda: self.beside
        )

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
    assert (town.asked, len(seen)) == ([], 2)  # where history ends, and the list
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
    assert not town.register.held.entries


def test_a_page_names_it_in_each_language() -> None:
    town = Town()
    published("a", 1, "ab")
    (row,), _found = town.register.put()
    assert row.content["translations"] == {"en": {"title": "Title a"}}


# while history is the same


def organisations() -> tuple[Register, list[str]]:
    """A register of real publications, and what its rules were put to."""
    asked: list[str] = []

    def known_of(rows: Sequence[Published]) -> dict[UUID, int]:
        asked.append("known")
        return {row.uuid: len(rows) for row in rows}

    def check(content: Any, known: Any) -> list[Breach]:
        asked.append(content["title"])
        return [Breach(RULE, {"text": content["title"]})]

    return Register("organisation", only(), known_of, check, beside=tuple), asked


def test_nothing_is_read_again_while_history_is_the_same() -> None:
    makers.organisation(title="Une")
    register, asked = organisations()
    first = register.put()
    assert [row.title for row in first[0]] == ["Une"]
    with CaptureQueriesContext(connection) as seen:
        again = register.put()
    assert (again, asked, len(seen)) == (first, ["known", "Une"], 1)
    makers.organisation(title="Deux")
    assert [row.title for row, _breach in register.put()[1]] == ["Deux", "Une"]


def test_what_changes_beside_history_asks_what_is_known_again() -> None:
    makers.organisation(title="Une")
    town = Town()
    published("a", 1, "ab")
    assert town.found() == [("a", "Trop court : ab")]
    town.known = "tuesday"
    assert town.found() == [("a", "Trop court : ab")]
    assert town.asked == [], "history and what is beside it are the same"
    town.beside = "storm"
    town.found()
    assert town.asked == ["Titre a"]


def test_a_change_that_was_taken_back_is_forgotten() -> None:
    one = makers.organisation(title="Une")
    register, _asked = organisations()
    register.put()
    with transaction.atomic():
        one.title = "Autre"
        one.save()
        publishing.publish_many([one])
        assert [row.title for row in register.put()[0]] == ["Autre"]
        transaction.set_rollback(True)
    assert [row.title for row in register.put()[0]] == ["Une"]


def test_rows_are_kept_without_what_is_not_read() -> None:
    makers.organisation(title="Une")
    records = Records("organisation", only("kind"))
    (row,) = records.rows()
    assert set(row.content) == {"kind", "title", "language", "translations"}
    assert records.rows() == [row]
    assert canonical.decode(row.projection)["slug"] == row.slug, "the whole is a question away"


def test_a_note_is_made_again_of_what_was_published_anew() -> None:
    made: list[str] = []
    notes = Notes(lambda row: made.append(row.title) or row.title.upper())
    one, other = makers.organisation(title="Une"), makers.organisation(title="Deux")
    keys, shown = [one.uuid, other.uuid], Published.objects.live()
    assert notes.of(keys, shown) == {one.uuid: "UNE", other.uuid: "DEUX"}
    one.title = "Autre"
    one.save()
    publishing.publish_many([one])
    assert notes.of(keys, shown) == {one.uuid: "AUTRE", other.uuid: "DEUX"}
    assert sorted(made) == ["Autre", "Deux", "Une"]
    assert notes.of(keys, shown.filter(pk=other.uuid)) == {other.uuid: "DEUX"}


def test_what_is_said_of_a_row_is_written_again_when_it_is_published_anew() -> None:
    written: list[str] = []
    records = Records("organisation", only())
    said = Said(lambda row: written.append(row.title) or f"{row.title} ({get_language()})")
    one, _other = makers.organisation(title="Une"), makers.organisation(title="Deux")
    for _time in range(2):
        assert said.of(records.rows(), "fr") == ["Deux (fr)", "Une (fr)"]
    with override("en"):
        assert said.of(records.rows(), "en") == ["Deux (en)", "Une (en)"]
    written.clear()
    one.title = "Autre"
    one.save()
    publishing.publish_many([one])
    assert said.of(records.rows(), "fr") == ["Autre (fr)", "Deux (fr)"]
    assert written == ["Autre"]
    publishing.withdraw_many([one])
    assert said.of(records.rows(), "fr") == ["Deux (fr)"]
    assert len(said.kept["fr"]) == 1


def test_an_answer_stands_until_a_record_of_its_type_changes() -> None:
    still, made = Still[int]("dataset"), []

    def asked(key: str = "all") -> int:
        return still.of(key, lambda: made.append(key) or len(made))

    town = makers.organisation()
    assert [asked(), asked()] == [1, 1]
    makers.organisation()
    assert asked() == 1, "another type"
    one = site_makers.dataset(town)
    assert [asked(), asked(), asked("few")] == [2, 2, 3]
    publishing.withdraw_many([one])
    assert asked() == 4
    with transaction.atomic():
        site_makers.dataset(town)
        assert asked() == 5
        transaction.set_rollback(True)
    makers.organisation()
    assert asked() == 6, "another history"
    for n in range(FEW + 3):
        asked(str(n))
    assert len(still.kept) == FEW
