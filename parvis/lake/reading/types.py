"""The type of each column from every one of its values, by the engine.

A sample only strikes types out (one value in five that disagrees); what is left is proved on all
rows. A type is given when every value that is not an empty marker agrees.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import duckdb

from parvis.lake import quoting
from parvis.lake.reading.raw import CELLS, MANY, tallied, turned

EMPTY = ("na", "n/a", "#n/a", "null", "none", "nan", "-", "--", "nc", "nd", "n.c.", "n.d.")
TRUE = ("oui", "vrai", "true", "o", "yes")
FALSE = ("non", "faux", "false", "n", "no")
_MONTHS = (
    ("janvier", "janv"), ("fevrier", "fevr"), ("mars",), ("avril", "avr"), ("mai",), ("juin",),
    ("juillet", "juil"), ("aout",), ("septembre", "sept"), ("octobre", "oct"),
    ("novembre", "nov"), ("decembre", "dec"),
)  # fmt: skip
GROUP = 4  # columns a query
LIGHT = 200  # bytes, on average, of texts that are held to be put together
GROUPED = 50_000  # rows from which a column's doubles are put together before they are tested
SPACES = "[ \u00a0\u202f\u2009]"


@dataclass(frozen=True)
class Type:
    """`test` and `cast` are SQL where `{v}` is the trimmed text; `sql` is the engine's type."""

    name: str
    sql: str
    test: str
    cast: str


def _matches(pattern: str) -> str:
    return "regexp_full_match({v}, " + quoting.text(pattern) + ")"


def _among(v: str, words: tuple[str, ...]) -> str:
    """Whatever its case. The engine makes of `IN` with a long list a join: one a column, whose
    vectors alone filled 700 MB for six rows of ninety-two columns."""
    pattern = "|".join(map(re.escape, words))
    return f"regexp_full_match(lower({v}), {quoting.text(pattern)})"


def _month(word: str) -> str:
    months = enumerate(_MONTHS, 1)
    cases = " ".join(f"WHEN {word} IN ({quoting.texts(m)}) THEN {i}" for i, m in months)
    return f"CASE {cases} END"


_PLAIN = "[-+]?(0|[1-9][0-9]*)"
_GROUPED = f"[-+]?([0-9]{{1,3}}({SPACES}[0-9]{{3}})+)"
_POINT = r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?"
_DIGITS = "regexp_replace(replace({v}, ',', '.'), '" + SPACES + "', '', 'g')"
_WORDED = r"(\d{1,2})(?:er)?\s+([a-z]+)\.?\s+(\d{4})"
_FOLDED = "lower(strip_accents({v}))"
_MADE = (
    "try_cast(regexp_extract(" + _FOLDED + ", '" + _WORDED + "', 3) || '-' || "
    + _month(f"regexp_extract({_FOLDED}, '{_WORDED}', 2)")
    + " || '-' || regexp_extract(" + _FOLDED + ", '" + _WORDED + "', 1) AS DATE)"
)  # fmt: skip
_ZONE = r"(Z|[-+]\d\d(:?\d\d)?)"
_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?"
_DMY = r"\d{1,2}/\d{1,2}/\d{4}"

TYPES = (
    Type("boolean", "BOOLEAN", _among("{v}", TRUE + FALSE),
         _among("{v}", TRUE)),
    Type("integer", "BIGINT",
         f"({_matches(_PLAIN)} AND try_cast({{v}} AS BIGINT) IS NOT NULL)",
         "try_cast({v} AS BIGINT)"),
    Type("large_integer", "DECIMAL(38,0)",
         f"({_matches(_PLAIN)} AND length({{v}}) <= 38)", "try_cast({v} AS DECIMAL(38,0))"),
    Type("grouped_integer", "BIGINT",
         f"({_matches(f'({_PLAIN}|{_GROUPED})')} AND try_cast({_DIGITS} AS BIGINT) IS NOT NULL)",
         f"try_cast({_DIGITS} AS BIGINT)"),
    Type("decimal", "DOUBLE",
         f"({_matches(_POINT)} AND isfinite(try_cast({{v}} AS DOUBLE)))",
         "try_cast({v} AS DOUBLE)"),
    Type("french_decimal", "DOUBLE",
         "(" + _matches(f"({_GROUPED}|{_PLAIN})(,[0-9]+)?|,[0-9]+")
         + f" AND isfinite(try_cast({_DIGITS} AS DOUBLE)))",
         f"try_cast({_DIGITS} AS DOUBLE)"),
    Type("date", "DATE",
         "(" + _matches(r"\d{4}-\d\d-\d\d") + " AND try_cast({v} AS DATE) IS NOT NULL)",
         "try_cast({v} AS DATE)"),
    Type("french_date", "DATE",
         "(" + _matches(_DMY) + " AND try_strptime({v}, '%d/%m/%Y') IS NOT NULL)",
         "try_strptime({v}, '%d/%m/%Y')::DATE"),
    Type("worded_date", "DATE",
         "(regexp_full_match(" + _FOLDED + ", '" + _WORDED + "') AND " + _MADE + " IS NOT NULL)",
         _MADE),
    Type("datetime", "TIMESTAMP",
         "(" + _matches(_TIME) + " AND try_cast({v} AS TIMESTAMP) IS NOT NULL)",
         "try_cast({v} AS TIMESTAMP)"),
    Type("datetime_zone", "TIMESTAMPTZ",
         "(" + _matches(_TIME + _ZONE) + " AND try_cast({v} AS TIMESTAMPTZ) IS NOT NULL)",
         "try_cast({v} AS TIMESTAMPTZ)"),
    Type("french_datetime", "TIMESTAMP",
         "(" + _matches(_DMY + r" \d{1,2}:\d\d(:\d\d)?")
         + " AND try_strptime({v}, ['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M']) IS NOT NULL)",
         "try_strptime({v}, ['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M'])"),
    Type("time", "TIME",
         "(" + _matches(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?") + " AND try_cast("
         "CASE WHEN length({v}) = 5 THEN {v} || ':00' ELSE {v} END AS TIME) IS NOT NULL)",
         "try_cast(CASE WHEN length({v}) = 5 THEN {v} || ':00' ELSE {v} END AS TIME)"),
)  # fmt: skip
TEXT = Type("text", "VARCHAR", "true", "{v}")
NUMBERED = {"integer", "large_integer"}  # what a code would also look like
BY_NAME = {each.name: each for each in (*TYPES, TEXT)}

# shapes that never make a type, only a doubt
HINTS = {
    "percent": _matches(rf"[-+]?[0-9 ]+([.,][0-9]+)?{SPACES}?%"),
    "currency": _matches(rf"[-+]?[0-9{SPACES[1:-1]}]+([.,][0-9]+)?{SPACES}?(€|EUR)"),
    "short_date": _matches(r"\d{1,2}[-/.]\d{1,2}[-/.]\d\d"),
    "bit": "{v} IN ('0', '1')",
    "list": _matches("[^;{]+(;[^;]+)+"),
    "letter_o": "lower({v}) = 'o'",
    "letter_n": "lower({v}) = 'n'",
    "us_date": "("
    + _matches(r"\d{1,2}/\d{1,2}/\d{4}")
    + " AND try_cast(split_part({v}, '/', 2) AS INTEGER) > 12)",
}
TESTS = {each.name: each.test for each in TYPES} | HINTS


@dataclass(frozen=True)
class Evidence:
    """What the values of one column showed; `marked` values are empty markers."""

    filled: int
    marked: int
    agree: dict[str, int]  # of `filled`, a type or a hint's name; 0 for those that need no count

    def whole(self, name: str) -> bool:
        return self.filled > 0 and self.agree[name] == self.filled


def is_empty(v: str) -> str:
    """Whether a value is a marker of absence; nothing that is long or begins as a number is."""
    longest = max(map(len, EMPTY))
    return (
        f"CASE WHEN strlen({v}) <= {longest} AND ({v} < '0' OR {v} > ':')"
        f" THEN {_among(v, EMPTY)} ELSE false END"
    )


def evidence(
    link: duckdb.DuckDBPyConnection, columns: int, whole: bool, texts: Collection[int]
) -> list[Evidence]:
    """Counts over all rows of `raw`, of which `cells` holds some or the `whole`; `texts` are
    columns that stay text whatever their values.

    Of a column whose sample is all of one type, the others are counted if one value disagrees.
    """
    found = dict(enumerate(_sampled(link, columns)))
    if whole:
        return list(found.values())
    likely = {i: _likely(each) for i, each in found.items()}
    tried = {i: _first_tried(each, likely[i], i in texts) for i, each in found.items()}
    doubled = _doubled(link)
    found = _counts(link, tried, doubled)
    rest = {
        i: [name for name in likely[i] if name not in tried[i]]
        for i, each in found.items()
        if not any(each.whole(name) for name in tried[i] if name not in HINTS)
    }
    left = {i: names for i, names in rest.items() if names}
    for i, more in _counts(link, left, doubled).items():
        counted = {name: more.agree[name] for name in rest[i]}
        found[i] = replace(found[i], agree=found[i].agree | counted)
    return list(found.values())


def _sampled(link: duckdb.DuckDBPyConnection, columns: int) -> list[Evidence]:
    return _told(tallied(link, columns, _tests(TESTS)))


def _tests(names: Iterable[str]) -> dict[str, str]:
    """The SQL on `v` of the texts, of those that are no marker of absence, of those that agree."""
    real = f"NOT {is_empty('v')}"
    agree = {name: f"{real} AND {TESTS[name].replace('{v}', 'v')}" for name in names}
    return {"": "true", "real": real} | agree


def _told(counted: Iterable[dict[str, int]]) -> list[Evidence]:
    return [
        Evidence(each["real"], each[""] - each["real"], {name: each.get(name, 0) for name in TESTS})
        for each in counted
    ]


def _likely(found: Evidence) -> list[str]:
    """The names that a sample leaves."""
    agree = found.agree
    return [
        name for name in TESTS
        if agree[name] * 5 >= found.filled * 4 or (name in HINTS and agree[name])
    ]  # fmt: skip


def _first_tried(sample: Evidence, likely: list[str], text: bool) -> list[str]:
    """The first type that all of the sample has, with the hints; else all that is likely."""
    first = next((each.name for each in TYPES if sample.whole(each.name)), None)
    if first is None or (text and first != "integer"):
        return likely
    return [name for name in likely if name == first or name in HINTS]


def _doubled(link: duckdb.DuckDBPyConnection) -> set[int]:
    """The columns of a long table of which the sample has doubles, one value in two hundred: to put
    them together takes a fraction of what their tests do, of values that all differ as long. Not
    of long texts, which would all be held."""
    rows = link.execute("SELECT count(*) FROM raw").fetchone() or (0,)
    if rows[0] < GROUPED:
        return set()
    few = "SELECT i FROM cells GROUP BY i HAVING count(DISTINCT v) * 200 <= count(*) * 199"
    few += f" AND avg(strlen(v)) <= {LIGHT}"
    return {i for (i,) in link.execute(few).fetchall()}


def _counts(
    link: duckdb.DuckDBPyConnection, asked: dict[int, list[str]], doubled: Collection[int]
) -> dict[int, Evidence]:
    """One query for a few columns: the engine's planning grows faster than their number. One for
    each of the `doubled`."""
    if len(asked) > MANY:
        return _alike(link, asked)
    out: dict[int, Evidence] = {}
    columns = [i for i in asked if i not in doubled]
    parts = [columns[start : start + GROUP] for start in range(0, len(columns), GROUP)]
    parts += [[i] for i in asked if i in doubled]
    for part in parts:
        real = [f"c{i}, CASE WHEN NOT {is_empty(f'c{i}')} THEN c{i} END v{i}" for i in part]
        source, count = "raw", "count(*)"
        if part[0] in doubled:
            source = f"(SELECT c{part[0]}, count(*) AS n FROM raw GROUP BY ALL)"
            real, count = ["n", *real], "sum(n)"
        cells = [cell for i in part for cell in _cells(i, asked[i], count)]
        query = f"SELECT {', '.join(cells)} FROM (SELECT {', '.join(real)} FROM {source})"
        counts = (int(each or 0) for each in link.execute(query).fetchone() or ())
        for i in part:
            some, filled = next(counts), next(counts)
            agree = dict.fromkeys(TESTS, 0) | {name: next(counts) for name in asked[i]}
            out[i] = Evidence(filled, some - filled, agree)
    return {i: out[i] for i in asked}


def _alike(link: duckdb.DuckDBPyConnection, asked: dict[int, list[str]]) -> dict[int, Evidence]:
    """One query for many columns of which the same is asked, so that it is planned once."""
    out: dict[int, Evidence] = {}
    counted = link.execute("SELECT count(*) FROM raw").fetchone() or (0,)
    few = max(1, CELLS // max(counted[0], 1))
    for names in dict.fromkeys(map(tuple, asked.values())):
        columns = [i for i, each in asked.items() if tuple(each) == names]
        for start in range(0, len(columns), few):
            part = columns[start : start + few]
            cells = turned([f"c{i}" for i in part], "raw")
            told = tallied(link, len(part), _tests(names), f"({cells})")
            out |= dict(zip(part, _told(told), strict=True))
    return {i: out[i] for i in asked}


def _cells(i: int, names: list[str], count: str) -> list[str]:
    tests = (TESTS[name].replace("{v}", f"v{i}") for name in names)
    return [
        f"{count} FILTER (WHERE {test})"
        for test in (f"c{i} IS NOT NULL", f"v{i} IS NOT NULL", *tests)
    ]


def decide(found: Evidence) -> Type:
    """The first type to which every value agrees; text otherwise."""
    letters = found.agree["letter_o"] + found.agree["letter_n"]
    one_sided = letters == found.filled and not (
        found.agree["letter_o"] and found.agree["letter_n"]
    )
    if found.agree["us_date"] or (found.filled and one_sided):
        return TEXT
    return next((each for each in TYPES if found.whole(each.name)), TEXT)


def cast(index: int, kind: Type, found: Evidence) -> str:
    """The SQL that turns the text of `raw` into the type; markers become null, unless they stand
    among texts."""
    v = f"c{index}"
    if not found.marked or (kind is TEXT and found.filled):
        return kind.cast.replace("{v}", v)
    return f"CASE WHEN NOT {is_empty(v)} THEN {kind.cast.replace('{v}', v)} END"
