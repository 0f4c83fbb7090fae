"""What consistency rules found, as people and machines read it: sentences, a page, findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.design.spoken import by_law, in_words
from parvis.records import hooks
from parvis.records.consistency import Breach, Rule
from parvis.records.kinds import Finding
from parvis.records.models import Published
from parvis.records.projection import titled

SHOWN = 100  # records named under one rule

Found = tuple[Published, Breach]


def sentence(breach: Breach) -> str:
    """What was found, in the reader's language, its date in words."""
    params = dict(breach.params)
    if "date" in params:
        params["date"] = in_words(params["date"])
    return _(breach.rule.found) % params


def told(breach: Breach) -> dict[str, str]:
    return {
        "name": breach.rule.name,
        "severity": severity(breach.rule),
        "level": level(breach.rule),
        "text": sentence(breach),
        "article": by_law(breach.rule.article),
    }


def severity(rule: Rule) -> str:
    return _("manquement") if rule.severity == "error" else _("à surveiller")


def level(rule: Rule) -> str:
    return "bad" if rule.severity == "error" else "watch"


def finding(row: Published, breach: Breach) -> Finding:
    return Finding(
        rule=breach.rule.name,
        type=row.type,
        slug=row.slug,
        sentence=sentence(breach),
        severity=breach.rule.severity,
        article=by_law(breach.rule.article),
        params={name: str(value) for name, value in breach.params.items()},
    )


def groups(rules: Iterable[Rule], found: Iterable[Found]) -> list[dict[str, Any]]:
    """Each rule with the records that break it: first what is broken, gravest first, then what
    most break."""
    broken: dict[Rule, list[Found]] = {rule: [] for rule in rules}
    for row, breach in found:
        broken[breach.rule].append((row, breach))

    def rank(rule: Rule) -> tuple[bool, bool, int]:
        return (not broken[rule], rule.severity != "error", -len(broken[rule]))

    return [group(rule, broken[rule]) for rule in sorted(broken, key=rank)]


def group(rule: Rule, pairs: list[Found]) -> dict[str, Any]:
    shown = pairs[:SHOWN]
    lists = {kind: list_url(kind) for kind in {row.type for row, _breach in shown}}
    return {
        "name": rule.name,
        "title": _(rule.title),
        "article": by_law(rule.article),
        "severity": severity(rule),
        "level": level(rule) if pairs else "good",
        "count": len(pairs),
        "records": [
            {
                **titled(row.content, f"{lists[row.type]}{row.slug}/"),
                "text": sentence(breach),
            }
            for row, breach in shown
        ],
    }


def list_url(kind: str) -> str:
    """Under which the page of each record stands: hundreds on a page have no need of `reverse`."""
    return reverse("site:list", args=[hooks.record_types()[kind].path])
