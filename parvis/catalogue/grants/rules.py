"""What an access says, as a policy over the columns of a version. Knows no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlglot import exp

from parvis.catalogue import access
from parvis.lake.query import odsql, policy, tree
from parvis.lake.query.policy import LEAST, MOST, Policy
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import Schema
from parvis.lake.query.sql import Context
from parvis.records.problems import Problem, gettext_noop


class RuleProblem(Problem):
    """An access that can't be given so."""

    sentences = {
        "open": gettext_noop(
            "Ces données sont ouvertes à tous : un accès n’a de sens que si leur niveau d’accès "
            "est restreint."
        ),
        "no_rows": gettext_noop("Ces données n’ont pas de lignes ici : publiez-les d’abord."),
        "purpose": gettext_noop("Dites pour quoi faire, en une phrase."),
        "column": gettext_noop("Il n’y a pas de colonne « %(column)s » dans ces lignes."),
        "least": gettext_noop(
            "Le plus petit groupe vaut %(given)s : donnez 0, ou un nombre de %(least)s à %(most)s."
        ),
        "dimensions": gettext_noop("Dites quelles colonnes font les groupes."),
        "hidden": gettext_noop(
            "« %(column)s » fait les groupes : elle doit être parmi les colonnes données."
        ),
        "past": gettext_noop("Le %(until)s est passé : donnez un jour à venir."),
        "everyone": gettext_noop(
            "Ces données parlent de personnes : à tout le monde, elles ne se donnent qu’en "
            "groupes. Dites combien de lignes compte le plus petit."
        ),
        "officer": gettext_noop(
            "Ces données parlent de personnes : l’accès se décide par le délégué à la protection "
            "des données."
        ),
    }


@dataclass(frozen=True)
class Rule:
    """Columns, condition, smallest group, columns of the groups, purpose, last day."""

    columns: Sequence[str] = ()
    condition: str = ""
    least: int = 0
    dimensions: Sequence[str] = ()
    purpose: str = ""
    until: date | None = None


def about_people(content: Mapping[str, Any]) -> bool:
    """Of a projection."""
    return bool(content.get("personal_data")) or access.level(content) == "personal"


def holds(grant: Any, content: Mapping[str, Any]) -> bool:
    """An access that is older than the day its data were said to be about people opens nothing,
    until those who protect personal data decide anew."""
    return grant.people or not about_people(content)


def policy_of(rule: Rule) -> Policy:
    """Raises QueryProblem where the condition is none."""
    return Policy(
        columns=frozenset(rule.columns) or None,
        filter=odsql.where(rule.condition) if rule.condition else None,
        minimum=rule.least,
        dimensions=tuple(rule.dimensions) if rule.least else (),
        until=rule.until,
        purpose=rule.purpose,
    )


def suits(found: Policy, schema: Schema) -> bool:
    """Whether a version still has what the rule decides by: without it nothing may be told."""
    try:
        _tried(found, schema)
    except QueryProblem:
        return False
    names = {column.name for column in schema.columns}
    return set(found.dimensions) <= names and bool((found.columns or names) & names)


def _tried(found: Policy, schema: Schema) -> None:
    count = policy.total(tree.Query())
    # its last day is no matter of columns
    lasting = Policy(found.columns, found.filter, found.minimum, found.dimensions)
    policy.statement(count, schema, lasting, Context(datetime.now(UTC), "UTC"), _NOWHERE)


def check(rule: Rule, schema: Schema, today: date) -> None:
    """Raises RuleProblem, with the first thing that is wrong, or the QueryProblem of its
    condition."""
    names = {column.name for column in schema.columns}
    for name in (*rule.columns, *rule.dimensions):
        if name not in names:
            raise RuleProblem("column", column=str(name)[:80])
    if not rule.purpose.strip():
        raise RuleProblem("purpose")
    if rule.least and not LEAST <= rule.least <= MOST:
        raise RuleProblem("least", given=rule.least, least=LEAST, most=MOST)
    if rule.least and not rule.dimensions:
        raise RuleProblem("dimensions")
    for name in rule.dimensions if rule.columns else ():
        if name not in rule.columns:
            raise RuleProblem("hidden", column=name)
    if rule.until is not None and rule.until < today:
        raise RuleProblem("past", until=rule.until.isoformat())
    _tried(policy_of(rule), schema)


_NOWHERE = exp.to_table("nowhere")
