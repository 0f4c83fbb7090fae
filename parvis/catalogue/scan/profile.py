"""What a sample of each column looks like, computed inside the database.

Only counts, lengths, years and masks come out of it: no value of any column does. Two statements a
table, and a third for columns whose masks call for a key or a checksum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import String, case, cast, func

from parvis.catalogue.scan import shapes
from parvis.catalogue.scan.connect import Session
from parvis.catalogue.scan.errors import ScanError, noted
from parvis.catalogue.scan.inventory import COUNTED
from parvis.catalogue.scan.model import Column, Inventory, Profile, Shape, Table
from parvis.catalogue.scan.sampling import COMPARED, Asking, Value, readings
from parvis.catalogue.scan.systems import System
from parvis.catalogue.scan.systems.checks import APART, prepared

TOGETHER = 100  # columns asked about by one statement: PostgreSQL answers 1,664 expressions

Said = dict[str, Any]  # {what was asked of a column: the answer}
Shares = dict[str, float]  # {shape: share of the filled values}


def profiled(session: Session, inventory: Inventory) -> Inventory:
    """The same inventory with a profile on each column of its tables; views are not read."""
    ask = Asking(session)
    return replace(inventory, tables=tuple(profiled_table(ask, t) for t in inventory.tables))


def profiled_table(ask: Asking, table: Table) -> Table:
    """A table that can't be read keeps its schema, and says why."""
    if table.kind not in COUNTED or not table.readable or not table.columns:
        return table
    found: list[Column] = []
    try:
        for start in range(0, len(table.columns), TOGETHER):
            found += _together(ask, table, table.columns[start : start + TOGETHER])
    except ScanError as error:
        return replace(table, notes=(*table.notes, noted(error)))
    return replace(table, columns=tuple(found))


def _together(ask: Asking, table: Table, columns: Sequence[Column]) -> Iterator[Column]:
    said = _counts(ask, table, columns)
    shares = [
        _whole_numbers(column, answers) for column, answers in zip(columns, said, strict=True)
    ]
    filled = [n for n, c in enumerate(columns) if c.kind == "text" and said[n]["filled"]]
    if filled:
        masks = _masks(ask, table, [columns[n] for n in filled])
        for number, values in zip(filled, zip(*masks, strict=True), strict=True):
            shares[number] = _counted(values)
    shapes_found = _checked(ask, table, columns, shares)
    for column, answers, found in zip(columns, said, shapes_found, strict=True):
        yield replace(column, profile=_profile(answers, found))


def _counts(ask: Asking, table: Table, columns: Sequence[Column]) -> list[Said]:
    """For each column what its kind can answer, and how many rows were "read"."""
    system = ask.session.system
    whats = [list(_asked(system, column.kind, cast("", String))) for column in columns]

    def expressions(values: Sequence[Value]) -> list[Value]:
        pairs = zip(columns, values, strict=True)
        asked = [e for column, value in pairs for e in _asked(system, column.kind, value).values()]
        return [func.count(), *asked]

    read, *answers = ask(table, columns, ("counts",), expressions)[0]
    following = iter(answers)
    return [{"read": read, **{what: next(following) for what in asked}} for asked in whats]


def _asked(system: System, kind: str, value: Value) -> dict[str, Value]:
    asked: dict[str, Value] = {"filled": func.count(value)}
    if kind in COMPARED:
        asked["distinct"] = func.count(value.distinct())
    if kind in {"text", "integer"}:
        length = func.char_length(cast(value, String))
        asked |= {"shortest": func.min(length), "longest": func.max(length)}
    if kind in {"date", "moment"}:
        year = system.year(value)
        asked |= {"first": func.min(year), "last": func.max(year)}
    if kind in {"integer", "decimal"}:
        asked["negative"] = func.max(case((value < 0, 1), else_=0))
    if kind == "decimal":
        for code, (low, high) in shapes.RANGES.items():
            asked[code] = func.sum(case((value.between(low, high), 1), else_=0))
    return asked


def _masks(ask: Asking, table: Table, columns: Sequence[Column]) -> Sequence[Any]:
    mask = ask.session.system.mask
    return ask(
        table, columns, ("masks",),
        lambda values: [mask(func.substr(value, 1, shapes.MASKED)) for value in values],
    )  # fmt: skip


def _counted(masks: Sequence[str | None]) -> Shares:
    counts: Counter[str | None] = Counter()
    for some in filter(None, masks):
        counts.update(some.split(APART))
    filled = sum(count for mask, count in counts.items() if mask and mask.strip())
    return {code: _share(count, filled) for code, count in shapes.shapes_of(counts).items()}


def _whole_numbers(column: Column, said: Said) -> Shares:
    """Whole numbers that all have the length of a known number."""
    if column.kind != "integer" or said["shortest"] != said["longest"]:
        return {}
    return {code: 1.0 for code, digits in shapes.DIGITS.items() if digits == said["longest"]}


def _checked(
    ask: Asking, table: Table, columns: Sequence[Column], shares: Sequence[Shares]
) -> list[list[Shape]]:
    """Shapes by column; those that have a key are kept by the share that passes it."""
    doubtful = tuple(
        (number, code)
        for number, found in enumerate(shares)
        for code, share in found.items()
        if code in shapes.CHECKS and share >= shapes.COMMON
    )
    passed = _passing(ask, table, columns, doubtful) if doubtful else {}
    return [
        [
            Shape(code, passed.get((number, code), share), (number, code) in passed)
            for code, share in found.items()
            if code not in shapes.CHECKS or (number, code) in passed
        ]
        for number, found in enumerate(shares)
    ]


def _passing(
    ask: Asking, table: Table, columns: Sequence[Column], doubtful: tuple[tuple[int, str], ...]
) -> dict[tuple[int, str], float]:
    numbers = sorted({number for number, _code in doubtful})
    place = {number: at for at, number in enumerate(numbers)}
    asked = tuple((place[number], code) for number, code in doubtful)

    def read(of: Sequence[Column]) -> list[Value]:
        texts: list[Value] = [func.trim(cast(value, String)) for value in readings(of)]
        return [*texts, *(prepared(code, texts[at]) for at, code in asked)]

    def expressions(values: Sequence[Value]) -> list[Value]:
        texts, ready = values[: len(numbers)], values[len(numbers) :]
        check = ask.session.system.checked
        filled = [func.sum(case((text != "", 1), else_=0)) for text in texts]
        pairs = zip(asked, ready, strict=True)
        return [*filled, *(func.sum(check(code, text)) for (_at, code), text in pairs)]

    looked = [columns[n] for n in numbers]
    answers = ask(table, looked, ("keys", asked), expressions, read)[0]
    filled, counts = answers[: len(numbers)], answers[len(numbers) :]
    return {
        (numbers[at], code): _share(count, filled[at])
        for (at, code), count in zip(asked, counts, strict=True)
    }


def _profile(said: Said, shaped: Sequence[Shape]) -> Profile:
    filled = said["filled"]
    first, last = said.get("first"), said.get("last")
    ranges = (Shape(code, _share(said[code], filled)) for code in shapes.RANGES if code in said)
    return Profile(
        read=said["read"],
        nulls=said["read"] - filled,
        distinct=said.get("distinct"),
        shortest=said.get("shortest"),
        longest=said.get("longest"),
        years=None if first is None or last is None else (int(first), int(last)),
        negative=bool(said.get("negative")),
        shapes=tuple(shape for shape in (*ranges, *shaped) if shape.share >= shapes.NOTICED),
    )


def _share(some: Any, filled: Any) -> float:
    return shapes.share(int(some or 0), int(filled or 0))
