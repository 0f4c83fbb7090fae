"""What explained decisions tell the lower floors, through `parvis/algorithms/plugs.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from parvis.records.desk import rights
from parvis.records.kinds import Awaited

STATE = "SELECT MAX(published) FROM algorithms_ruleversion"
JOBS = "parvis.algorithms.explained.jobs"
SCHEDULED = [
    ("forget_cases", f"{JOBS}.forget_cases", 86_400),
    ("copy_case_keys", f"{JOBS}.copy_case_keys", 86_400),
    ("look_after_case_keys", f"{JOBS}.look_after_case_keys", 3_600),
]


def replayed(types: QuerySet[Any], replays: list[Any]) -> QuerySet[Any, Any]:
    """The cases whose replay ended so, counted by type of decision."""
    from parvis.algorithms.explained.models import Case  # models are loaded by then

    mine = types.order_by().values("pk")
    rows = Case.objects.filter(replay=replays[0], explained__decision__in=mine)
    names = ("explained__decision__title", "explained__decision__slug")
    return rows.values_list(*names).annotate(count=Count("pk")).order_by(*names)


REPLAYED = rights.Reached("publish", replayed)


def awaits(user: Any) -> Iterator[Awaited]:
    """Decisions that their rules do not give again, by type, for who publishes that type."""
    from parvis.algorithms.explained.models import Case  # models are loaded by then
    from parvis.algorithms.models import DecisionType

    for title, slug, count in REPLAYED(user, DecisionType, [Case.Replay.DIFFERENT]):
        sentence = ngettext(
            "%(title)s : %(count)s décision notifiée n’est pas celle que donnent les règles",
            "%(title)s : %(count)s décisions notifiées ne sont pas celles que donnent les règles",
            count,
        ) % {"title": title, "count": count}
        yield Awaited(sentence, reverse("site:record", args=["decisions", slug]))
