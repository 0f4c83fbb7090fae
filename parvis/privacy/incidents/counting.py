"""The only thing published of breaches: how many a year."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone

from parvis.privacy.incidents.models import Incident

FIELDS = ("known", "notified", "people_told")


def by_year() -> list[tuple[int, int, int, int, int]]:
    """(year, breaches, told to the authority, within the term, people told), the last first."""
    found: dict[int, tuple[int, int, int, int]] = defaultdict(lambda: (0, 0, 0, 0))
    for one in Incident.objects.only(*FIELDS, "risk"):
        year = timezone.localtime(one.known).year
        breaches, told, in_time, people = found[year]
        notified = one.notified is not None
        in_time += notified and not one.clock.late
        found[year] = breaches + 1, told + notified, in_time, people + (one.people_told is not None)
    return [(year, *found[year]) for year in sorted(found, reverse=True)]
