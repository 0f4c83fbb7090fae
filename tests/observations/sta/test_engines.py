"""Each operator and function means the same to the database and to the engine of sealed months."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb
import pytest

from parvis.observations import actions, ingest, instants, reading
from parvis.observations import conditions as c
from parvis.observations.measures import Measure, Row
from parvis.observations.sql import Writer
from parvis.observations.sta import observed
from parvis.observations.sta import reading as texts
from parvis.observations.sta.entities import OBSERVATION
from parvis.observations.sta.meaning import Meaning
from tests.observations.sta.conftest import City

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
CREATED = (
    "CREATE TABLE rows (id BIGINT, datastream BIGINT, feature BIGINT, start BIGINT, \"end\" BIGINT,"
    " result_time BIGINT, number DOUBLE, other VARCHAR, quality VARCHAR, valid_start BIGINT,"
    " valid_end BIGINT, parameters VARCHAR)"
)  # fmt: skip


def at(text: str) -> int:
    return instants.instant(text, ZoneInfo("Europe/Paris"))


# by letters: what each condition keeps of them
ROWS = {
    "a": {"start": at("2024-02-29T23:59:58.25Z"), "number": 12.5},
    "b": {"start": at("2026-01-01T00:00:00Z"), "number": -7.5,
          "result_time": at("2026-01-02T00:00:00Z")},
    "c": {"start": at("1969-12-31T23:30:00Z"), "number": 0.0},
    "d": {"start": at("2026-05-01T10:00:00Z"), "end": at("2026-05-01T11:00:00Z"), "number": 60.0},
    "e": {"start": at("2026-05-02T10:00:00Z"), "other": '"Été chaud"'},
    "f": {"start": at("2026-05-03T10:00:00Z"), "other": "true",
          "parameters": json.dumps({"n": 3, "l": ["x", {"y": "z"}]})},
    "g": {"start": at("2026-05-04T10:00:00Z"), "other": json.dumps({"a": {"b": 3}}),
          "valid_start": at("2026-05-04T00:00:00Z"), "valid_end": at("2026-05-05T00:00:00Z")},
    "h": {"start": at("2026-05-05T10:00:00Z"), "other": "9007199254740993"},
    "i": {"start": at("2026-05-06T10:00:00Z")},
}  # fmt: skip
CASES = {
    # comparison; what is absent, or of another kind, is neither
    "result eq 12.5": "a", "result ne 12.5": "bcdefghi", "result gt 0": "ad",
    "result ge 0": "acd", "result lt 0": "b", "result le 0": "bc", "result eq null": "i",
    "result ne null": "abcdefgh", "result eq 'Été chaud'": "e", "result eq true": "f",
    "60 eq result": "d", "10 lt result": "ad",
    # logic
    "result gt 0 and result lt 20": "a", "result lt 0 or result gt 20": "bd",
    "not (result gt 0)": "bcefghi", "not (result gt 0 or result le 0)": "efghi",
    "result gt 0 and result lt 20 or result eq 0": "ac",
    "result gt 0 and (result lt 20 or result eq 0)": "a", "(result gt 0) eq true": "ad",
    # arithmetic and its precedence
    "result add 7.5 eq 0": "b", "result sub 2.5 eq 10": "a", "result mul 2 eq 25": "a",
    "result div 2 eq 30": "d", "result mod 5 eq 2.5": "a", "result mod 5 eq -2.5": "b",
    "result div 0 eq 1": "", "result mod 0 eq 1": "", "result add 2 mul 3 eq 18.5": "a",
    "(result add 2) mul 2 eq 29": "a", "-result eq 7.5": "b", "1 div result gt 0": "ad",
    # texts
    "substringof('chaud', result)": "e", "contains(result, 'chaud')": "e",
    "startswith(result, 'Été')": "e", "startswith(result, '')": "e", "endswith(result, 'aud')": "e",
    "endswith(result, 'un texte bien plus long')": "", "length(result) eq 9": "e",
    "indexof(result, 'chaud') eq 4": "e", "indexof(result, 'froid') eq -1": "e",
    "substring(result, 4) eq 'chaud'": "e", "substring(result, 4, 3) eq 'cha'": "e",
    "substring(result, -3) eq 'Été chaud'": "e", "substring(result, 99) eq ''": "e",
    "substring(result, 2, -1) eq ''": "e", "tolower(result) eq 'été chaud'": "e",
    "toupper(result) eq 'ÉTÉ CHAUD'": "e", "trim(concat(' ', result)) eq 'Été chaud'": "e",
    "concat(concat(result, ' '), 'ici') eq 'Été chaud ici'": "e", "result lt 'Ö'": "e",
    # inside JSON
    "result/a/b eq 3": "g", "parameters/n gt 2": "f", "parameters/l/0 eq 'x'": "f",
    "parameters/l/1/y eq 'z'": "f", "parameters/absent eq null": "abcdefghi",
    "parameters ne null": "f",
    # numbers
    "round(result) eq 13": "a", "round(result) eq -8": "b", "floor(result) eq 12": "a",
    "floor(result) eq -8": "b", "ceiling(result) eq 13": "a", "ceiling(result) eq -7": "b",
    # times
    "phenomenonTime eq 2026-01-01T00:00:00Z": "b",
    "phenomenonTime eq 2026-01-01T01:00:00+01:00": "b",
    "phenomenonTime lt 1970-01-01T00:00:00Z": "c", "phenomenonTime gt 2026-05-05T10:00:00Z": "i",
    "phenomenonTime ge 2026-05-05T10:00:00Z": "hi", "phenomenonTime le 2024-03-01T00:00:00Z": "ac",
    "phenomenonTime gt '2026-05-05T12:00:00'": "i",  # the territory's clock
    "phenomenonTime eq 2026-05-01T10:00:00Z/2026-05-01T11:00:00Z": "d",
    "phenomenonTime ge 2026-05-01T10:30:00Z and phenomenonTime lt 2026-05-02T00:00:00Z": "",
    "resultTime gt 2026-01-01T00:00:00Z": "b", "resultTime eq null": "acdefghi",
    "validTime ge 2026-05-04T00:00:00Z": "g",
    "year(phenomenonTime) eq 2024": "a", "year(phenomenonTime) eq 1969": "c",
    "month(phenomenonTime) eq 2": "a", "month(phenomenonTime) eq 12": "c",
    "day(phenomenonTime) eq 29": "a", "day(phenomenonTime) eq 31": "c",
    "hour(phenomenonTime) eq 23": "ac", "minute(phenomenonTime) eq 59": "a",
    "second(phenomenonTime) eq 58": "a", "fractionalseconds(phenomenonTime) eq 0.25": "a",
    "date(phenomenonTime) eq 2024-02-29": "a", "date(phenomenonTime) lt 1970-01-01": "c",
    "time(phenomenonTime) gt 23:30:00": "a", "time(phenomenonTime) eq 23:59:58.25": "a",
    "totaloffsetminutes(phenomenonTime) eq 0": "abcdefghi",
    "phenomenonTime lt now() sub duration'P31D'": "abc",
    "now() gt 2026-06-01T07:59:59Z": "abcdefghi",
    "phenomenonTime gt mindatetime() and phenomenonTime lt maxdatetime()": "abcdefghi",
    "resultTime sub phenomenonTime eq duration'P1D'": "b",
    "phenomenonTime add duration'PT1H' eq 2026-05-06T11:00:00Z": "i",
}  # fmt: skip


def form(text: str):
    return Meaning(OBSERVATION, NOW, ZoneInfo("Europe/Paris")).condition(texts.read("filter", text))


@pytest.fixture
def letters(city: City) -> dict[int, str]:
    measures = [Measure(city.air.pk, None, **values) for values in ROWS.values()]
    before = [row.id for row in reading.page(c.Ask(limit=1_000))]
    ids = dict(zip(ingest.record(measures), ROWS, strict=True))
    actions.remove(before)
    return ids


@pytest.mark.django_db
def test_what_each_condition_keeps(letters: dict[int, str]) -> None:
    for text, expected in CASES.items():
        found = reading.page(c.Ask(observed.condition(form(text))))
        assert "".join(sorted(letters[row.id] for row in found)) == expected, text


@pytest.mark.django_db
def test_sealed_months_keep_the_same(letters: dict[int, str]) -> None:
    engine = duckdb.connect()
    engine.execute(CREATED)
    rows = reading.page(c.Ask(limit=100))
    marks = ", ".join("?" * len(Row._fields))
    engine.executemany(f"INSERT INTO rows VALUES ({marks})", [list(row) for row in rows])
    writer = Writer("duckdb")
    for text, expected in CASES.items():
        where, given = observed.said(form(text), writer)
        found = engine.execute(f"SELECT id FROM rows WHERE {where}", list(given)).fetchall()
        assert "".join(sorted(letters[key] for (key,) in found)) == expected, text
