"""What is late or inconsistent in the registers that a person keeps, controller by controller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.privacy import checking
from parvis.privacy.models import Assessment, Processing
from parvis.records import ruled
from parvis.records.desk import rights

SHOWN = 20


@dataclass
class Controller:
    """One organisation: its processings by number, and each thing to mend."""

    title: str
    total: int = 0
    drafts: int = 0
    findings: list[dict[str, str]] = field(default_factory=list)

    @property
    def rank(self) -> tuple[int, str]:
        return (-len(self.findings), self.title)


def controllers(user: Any) -> list[Controller]:
    """Those whose processings this person may change, most to mend first; a constant number of
    queries for 400 addresses."""
    mine = rights.reach(user, "change", Processing).select_related("organisation")
    found: dict[Any, Controller] = {}
    pages: dict[Any, tuple[Controller, str]] = {}
    for row in mine.only("uuid", "live", "organisation__title"):
        title = row.organisation.title if row.organisation else ""
        one = found.setdefault(row.organisation_id, Controller(title))
        one.total += 1
        one.drafts += not row.live
        pages[row.uuid] = (one, reverse("parvis_processing:edit", args=[row.pk]))
    for published, breach in checking.LIVE.put()[1] if pages else ():
        if published.uuid not in pages:
            continue
        one, url = pages[published.uuid]
        told = ruled.told(breach)
        one.findings.append({"title": published.title, "url": url} | told)
    return sorted(found.values(), key=lambda one: one.rank)


def awaits(user: Any) -> Iterator[tuple[str, str, Any]]:
    """Impact assessments that were begun and not validated, of what this person may publish."""
    mine = rights.reach(user, "publish", Processing)
    rows = Assessment.objects.filter(validated=None, processing__in=mine)
    for key, title in rows.order_by("pk").values_list("processing", "processing__title")[:SHOWN]:
        where = reverse("parvis_processing:assess", args=[key])
        yield _("Analyse d’impact à finir : %(title)s") % {"title": title}, where, None
