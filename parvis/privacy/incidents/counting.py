"""The only thing published of breaches: how many a year."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone

from parvis.privacy.incidents.models import Incident

FIELDS = ("known", "notified", "people_told")


def by_year() -> list[tuple[int, int, int, int, int]]:
    """(year, breaches, told to the authority, within the term, people told), the last first."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in Incident.objects.only(*FIELDS, "risk"):
        told = one.notified is not None
        numbers = (1, told, told and not one.clock.late, one.people_told is not None)
        year = timezone.localtime(one.known).year
        found[year] = [a + int(b) for a, b in zip(found[year], numbers, strict=True)]
    return [(year, *found[year]) for year in sorted(found, reverse=True)]  # type: ignore[misc]
