"""What pages and sheets say of rules and of one case, in the language of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.algorithms import chain, showing
from parvis.algorithms.explained import vault
from parvis.algorithms.explained.models import Case, RuleVersion
from parvis.algorithms.ruleset import parts
from parvis.algorithms.ruleset.differences import compare
from parvis.algorithms.ruleset.evaluate import Evaluation, Line, evaluate, read_input
from parvis.algorithms.ruleset.model import Input, Kind, Parameter, Period, Rules, Value
from parvis.algorithms.ruleset.words import Teller
from parvis.design.dates import date_words
from parvis.design.spoken import in_turn
from parvis.design.spoken import spoken as spoken
from parvis.design.text import capital
from parvis.records.audience import VISITOR
from parvis.records.models import Published
from parvis.records.projection import View, lang_of, public_view, translated

Content = dict[str, Any]


def teller(rules: Rules) -> Teller:
    language, zone = spoken(), timezone.get_current_timezone()
    return Teller(rules, language, _, lambda day: date_words(day, language, zone))


# the rules, for everyone


def current(versions: list[RuleVersion], on: dt.date) -> RuleVersion | None:
    """The version in force; else the first that will be."""
    begun = [one for one in versions if one.since <= on]
    return begun[0] if begun else (versions[-1] if versions else None)


def inputs(tell: Teller) -> list[Content]:
    titles = datasets(tell.rules)
    return [
        {
            "label": capital(tell.text(one.label)),
            "type": kind_words(tell, one),
            "source": titles.get(one.dataset) or tell.source(one),
            "ground": one.ground,
        }
        for one in tell.rules.inputs
    ]


def datasets(rules: Rules) -> dict[str, dict[str, str]]:
    """The public data sets that inputs are read in, as links by their slug."""
    slugs = {one.dataset for one in rules.inputs if one.dataset}
    if not slugs:
        return {}
    rows = Published.objects.visible(VISITOR).filter(type="dataset", slug__in=slugs)
    return {
        row.slug: {
            "text": translated(row.content, "title"),
            "lang": lang_of(row.content, "title"),
            "url": reverse("site:record", args=["donnees", row.slug]),
        }
        for row in rows
    }


def kind_words(tell: Teller, one: Input) -> str:
    if one.choices:
        return ", ".join(tell.text(label) for label in one.choices.values())
    said = {
        Kind.NUMBER: _("un nombre"),
        Kind.FLAG: _("oui ou non"),
        Kind.DATE: _("une date"),
        Kind.CHOICE: "",
    }
    return f"{said[one.kind]} ({one.unit})" if one.unit else said[one.kind]


def steps(tell: Teller) -> list[Content]:
    return [
        {
            "label": capital(tell.text(step.label)),
            "rule": tell.rule(step),
            "why": tell.text(step.why) if step.why else "",
        }
        for step in tell.rules.steps
    ]


def parameters(tell: Teller) -> list[Content]:
    """Each parameter with its values, the last in force first."""
    return [
        {
            "name": one.name,
            "label": capital(tell.text(one.label)),
            "text": one.text,
            "periods": [period(tell, one, since) for since in newest(one)],
        }
        for one in tell.rules.parameters
    ]


def newest(parameter: Parameter) -> list[Period]:
    return sorted(parameter.periods, key=lambda one: one.since, reverse=True)


def period(tell: Teller, parameter: Parameter, one: Period) -> Content:
    said = {"since": tell.say_day(one.since), "until": tell.say_day(one.until or one.since)}
    ends = one.until is not None
    return {
        "when": _("Du %(since)s au %(until)s") % said if ends else _("Depuis le %(since)s") % said,
        "value": tell.content(parameter, one) if not isinstance(one.value, tuple) else "",
        "rows": tell.rows(parameter, one),
    }


def examples(tell: Teller) -> list[Content]:
    """The public tests, worked step by step; `figures` are their inputs in one line."""
    found = []
    for test in tell.rules.tests:
        said = told(tell, evaluate(tell.rules, test.inputs, test.on))
        figures = in_turn(f"{name}{tell.colon}{value}" for name, value in said["inputs"])
        label, day = tell.text(test.label), tell.say_day(test.on)
        found.append(said | {"label": label, "on": day, "figures": figures})
    return found


def told(tell: Teller, worked: Evaluation) -> Content:
    return {
        "inputs": [
            (capital(tell.name(name)), tell.value(value, name))
            for name, value in worked.inputs.items()
        ],
        "lines": [
            {"text": capital(tell.sentence(line)), "notes": tell.notes(line)}
            for line in worked.lines
        ],
        "outcome_label": capital(tell.text(tell.rules.last.label)),
        "outcome": tell.outcome(worked),
    }


def history(versions: list[RuleVersion]) -> list[Content]:
    """Each version with what it changed, the last first."""
    found = []
    for index, one in enumerate(versions):
        before = versions[index + 1] if index + 1 < len(versions) else None
        changes = compare(teller(before.rules), teller(one.rules)) if before else ()
        found.append(
            {
                "version": one.version,
                "since": one.since,
                "why": one.why,
                "changes": [_(change.sentence) % change.params for change in changes],
            }
        )
    return found


# one case


def explanation(case: Case) -> Content:
    """The four items of CRPA R.311-3-1-2, and what surrounds them."""
    said = vault.opened(case)
    decision = public_view(f"decision/{case.explained.decision.slug}", VISITOR)
    rules = case.rules.rules
    tell = teller(rules)
    return (
        {
            "case": case,
            "reference": said["reference"],
            "decision": link(decision),
            "decided": tell.say_day(case.decided),
            "notified": outcome_words(tell, said["outcome"]),
            "role": said["role"],
            "override": said["override"],
            "data": data(tell, said),
            "rules_url": rules_address(case),
            "version": case.rules.version,
        }
        | replay(tell, case, said)
        | (surroundings(decision) if decision else {})
    )


def surroundings(decision: View) -> Content:
    """What the public record of the decision says: who takes part, remedies, rights, the way back
    to the street."""
    around = chain.around(decision, VISITOR)
    rights = showing.rights(decision.content, around.rights)
    remedies = decision.content.get("remedies") or ()
    return {
        "helpers": showing.helpers(decision, around.algorithms),
        "remedies": [showing.remedy(one) for one in remedies],
        "rights": [one for one in rights if one["applies"]],
        "walk": showing.walk(around),
        "ask_url": showing.ask_url(decision.slug),
        "contact": decision.content.get("contact", ""),
    }


def link(view: View | None) -> dict[str, str]:
    if view is None:
        return {"title": "", "url": ""}
    return view.link(reverse("site:record", args=["decisions", view.slug]))


def rules_address(case: Case) -> str:
    algorithm = public_view(f"algorithm/{case.explained.algorithm.slug}", VISITOR)
    return reverse("site:decision_rules", args=[algorithm.slug]) if algorithm else ""


def outcome_words(tell: Teller, outcome: str) -> str:
    """The outcome as it was notified: a number is written as the page writes numbers."""
    value: Value = parts.number(outcome, "") if parts.NUMBER.match(outcome) else outcome
    return tell.value(value, tell.rules.outcome)


def replay(tell: Teller, case: Case, said: Content) -> Content:
    """The calculation, made again now."""
    worked = evaluate(tell.rules, said["inputs"], case.decided)
    return told(tell, worked) | {
        "computed": tell.outcome(worked),
        "state": case.replay,
        "in_force": list(in_force(tell, worked)),
        "weighed": [note for line in worked.lines for note in weighed(tell, line)],
    }


def data(tell: Teller, said: Content) -> list[list[Any]]:
    """What was looked at: the figure, where it was read and when, by what right."""
    titles = datasets(tell.rules)
    found = []
    for one in tell.rules.inputs:
        if one.name not in said["inputs"]:
            continue
        source = said["sources"].get(one.name) or tell.source(one)
        day = said["dates"].get(one.name)
        found.append(
            [
                capital(tell.text(one.label)),
                tell.value(read_input(one, said["inputs"][one.name]), one.name),
                titles.get(one.dataset) or source,
                tell.say_day(dt.date.fromisoformat(day)) if day else "–",
                one.ground or "–",
            ]
        )
    return found


def in_force(tell: Teller, worked: Evaluation) -> Iterator[list[Any]]:
    """Each parameter on the day of the decision: its value, or the rows of its table."""
    for one in tell.rules.parameters:
        found = worked.in_force[one.name]
        yield [
            capital(tell.text(one.label)),
            tell.content(one, found),
            tell.say_day(found.since),
            one.text or "–",
        ]


def weighed(tell: Teller, line: Line) -> list[str]:
    """What a scale, a table or a weight did for this person."""
    if not line.parts and line.row is None:
        return []
    result = tell.value(line.value, line.step.name)
    label = capital(tell.text(line.step.label))
    return [f"{label}{tell.colon}{result}. {' '.join(tell.notes(line))}"]
