"""Cases of decisions kept and replayed: how many a second of processor, beside replay alone.

    PARVIS_DATA=… python -m bench.cases [10000]

on a portal that holds the demonstration. The cases it makes are destroyed at the end.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

COLUMNS = ("dossier", "decide_le", "resultat", "revenus", "prestations", "parts", "habite")


def file(count: int) -> Iterator[str]:
    """A service's file of invented families."""
    from django.utils import timezone

    chance, today = random.Random(1), timezone.localdate().isoformat()
    yield ";".join(COLUMNS) + "\n"
    for n in range(count):
        income, shares = chance.randint(0, 90_000), chance.choice(["1", "2", "2.5", "3", "4"])
        yield f"bench-{n};{today};3.15;{income};{chance.randint(0, 500)};{shares};oui\n"


def processor(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
    import django

    django.setup()
    from django.utils import timezone

    from parvis.algorithms.explained import cases, telling
    from parvis.algorithms.explained.models import Case, ExplainedDecision
    from parvis.algorithms.ruleset.evaluate import evaluate

    explained = ExplainedDecision.objects.get(prefix="CANTINE")
    rules, today = explained.algorithm.rule_versions.all()[0].rules, timezone.localdate()
    given = rules.tests[0].inputs
    last = Case.objects.order_by("pk").last()
    try:
        kept = processor(lambda: list(cases.import_cases(explained, file(count), by=None)))
        again = processor(lambda: list(cases.import_cases(explained, file(count), by=None)))
        replay = processor(lambda: [evaluate(rules, given, today) for _n in range(count)])
        case = Case.objects.select_related("rules", "explained__decision").latest("pk")
        telling.explanation(case)
        told = processor(lambda: [telling.explanation(case) for _n in range(100)])
    finally:
        cases.erase(Case.objects.filter(pk__gt=last.pk if last else 0))
    print(f"kept and replayed: {count / kept:,.0f} cases a second of processor")
    print(f"the same file again: {count / again:,.0f}")
    print(f"replay alone: {count / replay:,.0f}, {replay / kept:.0%} of the keeping")
    print(f"one explanation, before its page is drawn: {told * 10:.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
