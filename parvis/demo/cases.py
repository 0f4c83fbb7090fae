"""Rules of the demonstration, and made-up cases with a letter to begin from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.resources import files

from parvis.algorithms.explained import actions, cases
from parvis.algorithms.models import Algorithm, Case, DecisionType
from parvis.algorithms.ruleset.evaluate import evaluate, plain
from parvis.algorithms.ruleset.model import Rules
from parvis.demo import source
from parvis.demo.source import Row


def load(reference: dt.date, why: str) -> int:
    """Publish the rules and keep the cases of decisions that have none: days are counted from the
    first loading. How many are new."""
    known = set(Case.objects.values_list("explained__decision__slug", flat=True).distinct())
    fresh = [row for row in source.rows("case") if row["decision"] not in known]
    return sum(load_one(row, reference, why) for row in fresh)


def load_one(row: Row, reference: dt.date, why: str) -> int:
    algorithm = Algorithm.objects.get(slug=row["algorithm"])
    decision = DecisionType.objects.get(slug=row["decision"])
    rules = files("parvis.demo").joinpath("data", "rules", f"{row['algorithm']}.json")
    since = dt.date.fromisoformat(row["since"])
    version, _new = actions.publish_rules(algorithm, rules.read_bytes(), since, by=None, why=why)
    explained = actions.explain_decisions(
        decision, algorithm, row["prefix"], row["kept_days"], by=None
    )
    found = list(
        cases.import_cases(explained, lines(row["rows"], version.rules, reference), by=None)
    )
    refused = [one.problem for one in found if one.problem]
    if refused:
        raise ValueError(f"{row['decision']}: {refused[0].sentence()}")
    return len(found)


def lines(rows: list[Row], rules: Rules, reference: dt.date) -> Iterator[str]:
    """The file that the service would send."""
    filled = [completed(row, rules, reference) for row in rows]
    names = list(dict.fromkeys(name for row in filled for name in row))
    yield ";".join(names) + "\n"
    for row in filled:
        yield ";".join(row.get(name, "") for name in names) + "\n"


def completed(row: Row, rules: Rules, reference: dt.date) -> dict[str, str]:
    """A case with its day, and with what the rules give where no other outcome was notified."""
    decided = reference + dt.timedelta(days=row["decided"])
    inputs = {one.name: row[one.name] for one in rules.inputs if one.name in row}
    computed = {"resultat": plain(evaluate(rules, inputs, decided).outcome)}
    told = {name: value for name, value in row.items() if name != "decided"}
    return computed | told | {"decide_le": decided.isoformat()}
