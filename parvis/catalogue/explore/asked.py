"""What an address asks, read once at the edge into values that cannot be wrong any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict

from parvis.catalogue.explore.problems import ExploreProblem
from parvis.lake.query import facets, instants, odsql, tree
from parvis.lake.query.facets import Facet, Refinement
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import Schema
from parvis.lake.query.sql import Context
from parvis.lake.query.tree import Query, both

PAGE, GROUPS = 100, 20_000
REACH = 10_000
DEFAULT = 10
MOST = 50
LANGUAGES = ("en", "fr", "nl", "pt", "it", "ar", "de", "es", "ca", "eu", "sv")
YES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
FARTHEST = 2**53


class ClauseProblem(Exception):
    """A refusal of the query language, with the parameter it stands in."""

    def __init__(self, clause: str, problem: QueryProblem) -> None:
        self.clause, self.problem = clause, problem
        super().__init__(clause, problem)


@dataclass(frozen=True)
class Asked:
    """`query` has no refinement yet: what a facet is depends on the columns (`refined`)."""

    query: Query
    refinements: tuple[Refinement, ...]
    facets: tuple[Facet, ...]
    context: Context
    links: bool = False
    metas: bool = False

    def refined(self, schema: Schema) -> Query:
        """The whole query. Raises ClauseProblem."""
        chosen = within("refine", facets.refined, schema, self.refinements, self.facets)
        return replace(labelled(self.query, schema), where=both(self.query.where, chosen))


def labelled(query: Query, schema: Schema) -> Query:
    """`select=year(date) as y, count(*)&group_by=y` groups by what `y` stands for, where no column
    has this name."""
    outputs = [item for item in query.select if isinstance(item, tree.Output)]
    named = {item.alias: item for item in outputs if item.alias}

    def meant(one: tree.Output) -> tree.Output:
        name = one.expression.name if isinstance(one.expression, tree.Column) else ""
        return one if one.alias or schema.find(name) else named.get(name, one)

    groups = tuple(map(meant, query.group_by))
    moved = {one.alias for one in groups if one not in query.group_by}
    select = tuple(
        tree.Output(tree.Column(item.alias), item.alias)
        if isinstance(item, tree.Output) and item.alias and item.alias in moved
        else item
        for item in query.select
    )
    return replace(query, select=select, group_by=groups)


def within(clause: str, read: Callable[..., Any], *values: Any) -> Any:
    """What `read` makes of the values; its refusal is said to be of this clause."""
    try:
        return read(*values)
    except QueryProblem as problem:
        raise ClauseProblem(clause, problem) from problem


def read(given: QueryDict, *, whole: bool = False) -> Asked:
    """`whole`: an export, of everything unless a limit is said."""
    check(given)
    select = clause(given, "select", ())
    group_by = clause(given, "group_by", ())
    order_by = clause(given, "order_by", ())
    conditions = [within("where", odsql.where, text) for text in several(given, "where") if text]
    offset = whole_number(given, "offset", 0, 0, FARTHEST if whole else REACH)
    limit = wanted(given, whole, bool(group_by), offset)
    query = Query(select, both(*conditions), group_by, order_by, limit, offset)
    return Asked(
        query,
        refinements(given),
        tuple(within("facet", facets.read_facet, text) for text in several(given, "facet") if text),
        context(given),
        flag(given, "include_links"),
        flag(given, "include_app_metas"),
    )


def wanted(given: QueryDict, whole: bool, grouped: bool, offset: int) -> int | None:
    """The limit; -1 means as many as may be given."""
    if whole:
        limit = whole_number(given, "limit", -1, -1, FARTHEST)
        return None if limit == -1 else limit
    most = GROUPS if grouped else PAGE
    limit = whole_number(given, "limit", DEFAULT, -1, most)
    reach = GROUPS if grouped else REACH
    if limit == -1:
        return max(0, min(most, reach - offset))
    if offset + limit > reach:
        raise ExploreProblem("reach", value=offset + limit, high=reach)
    return limit


def clause(given: QueryDict, name: str, empty: Any) -> Any:
    """One text; several are one list, as commas would make it."""
    text = ", ".join(filter(str.strip, several(given, name)))
    return within(name, odsql.READERS[name], text) if text else empty


def refinements(given: QueryDict) -> tuple[Refinement, ...]:
    return tuple(
        within(name, facets.read_refinement, text, name == "exclude")
        for name in ("refine", "exclude")
        for text in several(given, name)
        if text
    )


def context(given: QueryDict) -> Context:
    zone = given.get("timezone") or "UTC"
    within("timezone", instants.zone, zone)
    lang = choice({"lang": language(given)}, "lang", LANGUAGES, "fr")
    return Context(now=datetime.now(UTC), zone=zone, lang=lang)


def language(given: Mapping[str, str]) -> str:
    """`FR` as `fr`: public code writes both."""
    return (given.get("lang") or "fr").lower()


def check(given: QueryDict) -> None:
    """No NUL and no half of a character: neither a database nor a file could hold them."""
    for name, values in given.lists():
        if any("\0" in value or not writable(value) for value in values):
            raise ExploreProblem("text", field=shown(name))


def writable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def shown(text: str) -> str:
    """A value as an answer may repeat it."""
    return "".join(c if c.isprintable() else "�" for c in text[:40])


def several(given: QueryDict, name: str) -> Sequence[str]:
    values = given.getlist(name)
    if len(values) > MOST:
        raise ExploreProblem("many", field=name, value=len(values), high=MOST)
    return values


def whole_number(given: QueryDict, name: str, default: int, low: int, high: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    digits = text.removeprefix("-")
    value = int(text) if digits.isascii() and digits.isdigit() and len(digits) < 17 else None
    if value is None or not low <= value <= high:
        raise ExploreProblem("number", field=name, value=shown(text), low=low, high=high)
    return value


def choice(given: Mapping[str, str], name: str, known: Sequence[str], default: str) -> str:
    value = given.get(name) or default
    if value not in known:
        raise ExploreProblem("choice", field=name, value=shown(value), known=", ".join(known))
    return value


def flag(given: Mapping[str, str], name: str, default: bool = False) -> bool:
    text = given.get(name)
    if text is None:
        return default
    value = YES.get(text.strip().lower())
    if value is None:
        raise ExploreProblem("choice", field=name, value=shown(text), known="true, false")
    return value


def aggregated(query: Query) -> bool:
    """Whether no line of the answer is a line of the data."""
    outputs = [item for item in query.select if isinstance(item, tree.Output)]
    return bool(query.group_by) or (
        bool(outputs)
        and len(outputs) == len(query.select)
        and all(
            any(isinstance(inner, tree.Aggregate) for inner, _ in tree.walk(item))
            for item in outputs
        )
    )


def starred(query: Query) -> bool:
    """Whether a line is asked whole, perhaps without some of its columns."""
    outputs = any(isinstance(item, tree.Output) for item in query.select)
    kept = any(isinstance(item, tree.Choice) and item.keep for item in query.select)
    return any(map(everything, query.select)) or not (outputs or kept)


def beside(query: Query, output: tree.Output) -> Query:
    """The query with a column more."""
    outputs = any(isinstance(item, tree.Output) for item in query.select)
    every = (tree.Output(tree.Everything()),) if starred(query) and not outputs else ()
    return replace(query, select=(*query.select, *every, output))


def everything(item: tree.Output | tree.Choice) -> bool:
    return isinstance(item, tree.Output) and isinstance(item.expression, tree.Everything)
