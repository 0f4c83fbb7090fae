"""Whatever is published, the rules of each register are put again to every record it concerns: what
they find is what a process that knows nothing yet finds."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from parvis.algorithms import checking as of_algorithms
from parvis.catalogue.models import Dataset
from parvis.privacy import checking as of_processings
from parvis.privacy.models import Used
from parvis.privacy.notices import checking as of_notices
from parvis.public_space import checking as of_devices
from parvis.public_space.signage import actions as signs
from parvis.records import bulk, publishing, since
from parvis.records.erasure import erase
from parvis.records.remembered import Held, Register
from tests import makers
from tests.algorithms.makers import algorithm, decision
from tests.privacy.makers import processing
from tests.privacy.notices.makers import point
from tests.public_space.makers import camera, sensor

pytestmark = pytest.mark.django_db
REGISTERS: dict[str, Register] = {
    "processings": of_processings.REGISTER,
    "at the desk": of_processings.LIVE,
    "data sets": of_processings.NEIGHBOURS[0],
    "their devices": of_processings.NEIGHBOURS[1],
    "notices": of_notices.REGISTER,
    "algorithms": of_algorithms.REGISTERS["algorithm"],
    "decisions": of_algorithms.REGISTERS["decision"],
    "devices": of_devices.REGISTER,
}


def told(register: Register) -> list[tuple[Any, ...]]:
    rows, found = register.put()
    known = {key: (one.known, one.row.sequence) for key, one in register.held.entries.items()}
    breaches = [(row.slug, breach.rule.name, dict(breach.params)) for row, breach in found]
    return [[(row.slug, row.title) for row in rows], breaches, known]


def unread(register: Register) -> Register:
    fresh = copy.copy(register)
    fresh.held, fresh.answer = Held(), (None, ((), ()))
    return fresh


def right() -> None:
    for name, register in REGISTERS.items():
        assert told(register) == told(unread(register)), name


def tied(predicate: str, record: Any) -> list[dict[str, Any]]:
    value = {"predicate": predicate, "object": f"{record.record_type}/{record.slug}"}
    return [{"type": "tie", "value": value}]


def again(*records: Any, **values: Any) -> None:
    for one in records:
        for name, value in values.items():
            setattr(one, name, value)
    bulk.save_many(list(records))


class Town:
    """Two of each, tied in every way that a rule looks at."""

    def __init__(self) -> None:
        self.home = makers.organisation(kind="commune", title="Ville des essais")
        mine = {"organisation": self.home}
        self.data = Dataset(title="Passages", slug="passages", personal_data=True, **mine)
        again(self.data)
        self.first, self.other = processing(**mine), processing(**mine)
        self.first.used = [Used(dataset=self.data)]
        again(self.first, self.other)
        self.decides = decision(**mine)
        again(self.decides)
        self.machine = algorithm(self.decides, degree="decides", **mine)
        again(self.machine)
        self.form = point(self.first, self.other, **mine)
        again(self.form)
        self.eye, self.probe = camera(**mine), sensor(**mine)
        again(self.eye, self.probe)
        right()


def steps(town: Town) -> list[Callable[[], object]]:
    """One after the other, each a change of what some rule reads in another record."""
    withdraw = publishing.withdraw_many
    return [
        lambda: again(town.other, people_words="des enfants"),
        lambda: again(town.other, title="Zoo"),
        lambda: again(processing(organisation=town.home, title="Aaa")),
        lambda: again(town.machine, ties=tied("used_in", town.first)),
        lambda: again(town.machine, title="Une machine propose"),
        lambda: again(town.machine, ties=tied("used_in", town.other)),
        lambda: again(town.machine, ties=[]),
        lambda: again(town.data, personal_data=False),
        lambda: again(town.data, personal_data=True, circle=2),
        lambda: again(town.data, circle=0),
        lambda: again(town.decides, special_data=True),
        lambda: again(town.home, kind="association", title="Les amis des essais"),
        lambda: again(town.eye, ties=tied("feeds", town.data)),
        lambda: again(town.first, used=[]),
        lambda: again(town.first, used=[Used(dataset=town.data)]),
        lambda: withdraw([town.first]),
        lambda: again(town.other, circle=2),
        lambda: again(town.eye, ties=[]),
        lambda: withdraw([town.machine]),
        lambda: withdraw([town.form]),
    ]


def test_what_is_found_is_what_a_process_that_knows_nothing_finds() -> None:
    town = Town()
    for change in steps(town):
        change()
        right()


def test_a_sign_of_several_is_old_for_all_its_devices() -> None:
    town = Town()
    sign = signs.make(town.eye, None, "a6", others=[town.probe])
    signs.happened(sign, None, "posted")
    right()
    again(town.eye, title="Caméra de la place")
    right()
    found = of_devices.REGISTER.held.entries
    assert found[town.probe.uuid].known.outdated
    again(town.home, title="Autre nom")
    right()


def test_what_is_erased_or_taken_back_is_forgotten() -> None:
    town = Town()
    again(town.machine, ties=tied("used_in", town.first))
    right()
    with transaction.atomic():
        again(town.machine, ties=[])
        right()
        transaction.set_rollback(True)
    right()
    assert of_processings.REGISTER.held.entries[town.first.uuid].known.algorithm
    erase(town.machine, None)
    right()
    assert not of_processings.REGISTER.held.entries[town.first.uuid].known.algorithm


def test_only_those_concerned_are_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    again(*[processing(organisation=town.home) for _ in range(9)])
    of_processings.REGISTER.put()
    asked: list[str] = []

    def known_of(rows: Any) -> Any:
        asked.extend(row.slug for row in rows)
        return of_processings.known_rows(rows)

    monkeypatch.setattr(of_processings.REGISTER, "known_of", known_of)
    again(town.other, people_words="des enfants")
    of_processings.REGISTER.put()
    again(town.machine, ties=tied("used_in", town.first))
    of_processings.REGISTER.put()
    assert asked == [town.other.slug, town.first.slug]
    again(town.home, kind="association")
    of_processings.REGISTER.put()
    assert len(asked) == 2 + 11, "all those of a controller"


def test_much_at_once_is_read_again_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(since, "MOST", 3)
    town = Town()
    again(*[processing(organisation=town.home) for _ in range(4)])
    right()
    again(town.machine, ties=tied("used_in", town.other))
    right()
