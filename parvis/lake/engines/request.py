"""What a job is asked, from JSON: checked here once, whatever brings it.

    {"job": "profile", "of": VERSION}
    {"job": "aggregate", "of": VERSION, "select", "where", "group_by", "order_by", "limit"}
    {"job": "validate", "of": VERSION, "rules": [CONDITION, …], "unique": [COLUMN, …]}
    {"job": "join", "of": VERSION, "with": VERSION, "on": {COLUMN: COLUMN, …}, "keep": "all"}
    {"job": "compact", "of": [VERSION, …], "key": [COLUMN, …]}

in ODSQL; and for each `"format"` (`parquet`, `csv`), `"into"` (a data set that gets the result as a
version), `"policy"` (the rule under which it reads: `{"columns", "where", "least", "dimensions"}`,
as an access to rows says it; without one, everything).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from parvis.lake.engines import plans
from parvis.lake.engines.plans import Plan, Source
from parvis.lake.query import odsql
from parvis.lake.query.policy import LEAST, MOST, Policy
from parvis.lake.query.sql import Context
from parvis.records.problems import Problem, gettext_noop

FORMS = ("parquet", "csv")


class Misasked(Problem):
    """A request that says no job."""

    sentences = {
        "object": gettext_noop('La demande n’est pas un objet JSON : écrivez {"job": …}.'),
        "field": gettext_noop(
            "« %(field)s » n’est pas un champ du travail %(job)s : il y a %(known)s."
        ),
        "value": gettext_noop("« %(field)s » vaut %(value)s : donnez %(wanted)s."),
        "version": gettext_noop(
            "Aucune version n’est désignée par %(value)s : donnez le début de son nom (8 "
            "caractères ou plus), ou l’UUID d’un jeu de données publié."
        ),
        "dataset": gettext_noop("%(value)s n’est pas l’UUID d’un jeu de données."),
        "missing": gettext_noop("Le champ « %(field)s » manque : donnez %(wanted)s."),
    }


TEXT, NUMBER = gettext_noop("un texte"), gettext_noop("un nombre entier positif")
LARGE = gettext_noop("un nombre de lignes, de 2 à 1000")
TEXTS, PAIRS = gettext_noop("une liste de textes"), gettext_noop("un objet de textes")
_VALUES: Mapping[str, Callable[[Any], bool]] = {
    TEXT: lambda value: isinstance(value, str),
    NUMBER: lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    LARGE: lambda value: isinstance(value, int) and LEAST <= value <= MOST,
    TEXTS: lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
    PAIRS: lambda value: (
        isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    ),
}
RULE = gettext_noop("un objet de columns, where, least et dimensions")
POLICY = {"columns": TEXTS, "where": TEXT, "least": LARGE, "dimensions": TEXTS}
_KINDS: Mapping[str, Callable[[Any], bool]] = {
    **_VALUES,
    RULE: lambda value: (
        isinstance(value, dict)
        and all(name in POLICY and _VALUES[POLICY[name]](each) for name, each in value.items())
    ),
}
_COMMON = {"job": TEXT, "format": TEXT, "into": TEXT, "policy": RULE}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "profile": {"of": TEXT},
    "aggregate": {"of": TEXT, "select": TEXT, "where": TEXT, "group_by": TEXT, "order_by": TEXT,
                  "limit": NUMBER},
    "validate": {"of": TEXT, "rules": TEXTS, "unique": TEXTS},
    "join": {"of": TEXT, "with": TEXT, "on": PAIRS, "keep": TEXT},
    "compact": {"of": TEXTS, "key": TEXTS},
}  # fmt: skip
_NEEDED = ("of", "with", "on", "key")
_CHOICES: Mapping[str, Sequence[str]] = {"format": FORMS, "keep": ("all", "matched")}


def checked(given: Any) -> dict[str, Any]:
    """The request, if it is one. Raises Misasked."""
    if not isinstance(given, dict):
        raise Misasked("object")
    job = given.get("job")
    if not isinstance(job, str) or job not in FIELDS:
        raise Misasked("value", field="job", value=job, wanted=", ".join(FIELDS))
    known = {**FIELDS[job], **_COMMON}
    for name, value in given.items():
        if name not in known:
            raise Misasked("field", field=name, job=job, known=", ".join(known))
        if not _KINDS[known[name]](value):
            raise Misasked("value", field=name, value=value, wanted=known[name])
        if name in _CHOICES and value not in _CHOICES[name]:
            raise Misasked("value", field=name, value=value, wanted=", ".join(_CHOICES[name]))
    for name in _NEEDED:
        if name in known and not given.get(name):
            raise Misasked("missing", field=name, wanted=known[name])
    return given


def versions(request: Mapping[str, Any]) -> list[str]:
    """What the request calls the versions it reads, in order."""
    of = request["of"]
    first = of if isinstance(of, list) else [of]
    return [*first, *([request["with"]] if "with" in request else [])]


def renamed(request: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The same request of the versions `names`."""
    of: Any = list(names) if isinstance(request["of"], list) else names[0]
    other = {"with": names[1]} if "with" in request else {}
    return {**request, "of": of, **other}


def policy(request: Mapping[str, Any]) -> Policy:
    """Under which the job reads. Raises QueryProblem for a condition that is none."""
    rule: Mapping[str, Any] = request.get("policy", {})
    return Policy(
        columns=frozenset(rule.get("columns", ())) or None,
        filter=odsql.where(rule["where"]) if rule.get("where") else None,
        minimum=rule.get("least", 0),
        dimensions=tuple(rule.get("dimensions", ())),
    )


def plan(request: Mapping[str, Any], sources: Sequence[Source], context: Context) -> Plan:
    """`sources`: those of `versions`, in order. Raises QueryProblem."""
    return _PLANS[request["job"]](request, sources, context)


def _aggregate(request: Mapping[str, Any], sources: Sequence[Source], context: Context) -> Plan:
    clauses = {name: request[name] for name in FIELDS["aggregate"] if name in request}
    clauses.pop("of")
    return plans.aggregate(sources[0], odsql.query(**clauses), context)


def _validate(request: Mapping[str, Any], sources: Sequence[Source], context: Context) -> Plan:
    rules = {text: odsql.where(text) for text in request.get("rules", ())}
    return plans.validate(sources[0], rules, request.get("unique", ()), context)


def _join(request: Mapping[str, Any], sources: Sequence[Source], context: Context) -> Plan:
    keep_all = request.get("keep") == "all"
    return plans.join(sources[0], sources[1], request["on"], keep_all, context)


_PLANS: Mapping[str, Callable[[Mapping[str, Any], Sequence[Source], Context], Plan]] = {
    "profile": lambda request, sources, context: plans.profile(sources[0], context),
    "aggregate": _aggregate,
    "validate": _validate,
    "join": _join,
    "compact": lambda request, sources, context: plans.compact(sources, request["key"], context),
}
