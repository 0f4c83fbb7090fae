"""What is late or inconsistent in the registers that a person keeps, controller by controller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.organisations.models import Organisation
from parvis.privacy import checking
from parvis.privacy.models import Assessment, Processing
from parvis.records import questions, ruled
from parvis.records.desk import columns, rights
from parvis.records.kinds import Awaited

SHOWN = 20


@dataclass
class Controller:
    """One organisation: its processings by number, and what the rules find of them, each with the
    key of the processing."""

    key: int | None
    title: str = ""
    total: int = 0
    drafts: int = 0
    found: list[tuple[int, ruled.Found]] = field(default_factory=list)

    @property
    def rank(self) -> tuple[int, str]:
        return (-len(self.found), self.title)

    @property
    def findings(self) -> list[dict[str, str]]:
        """The first of them, as people read them."""
        return told(self.found[:SHOWN])

    @property
    def more(self) -> bool:
        return len(self.found) > SHOWN


def told(found: Sequence[tuple[int, ruled.Found]]) -> list[dict[str, str]]:
    return [
        {"title": row.title, "url": columns.at("parvis_processing:edit", key)} | ruled.told(breach)
        for key, (row, breach) in found
    ]


HELD = rights.Reached(
    "change",
    lambda mine, after: (
        mine.filter(pk__gt=after[0])
        .order_by()
        .annotate(text=Cast("uuid", CharField()))  # making an identifier of each takes long
        .values_list("text", "pk", "live", "organisation")
    ),
)


def controllers(user: Any) -> list[Controller]:
    """Those whose processings this person may change, most to mend first; a constant number of
    queries for 400 addresses."""
    found: dict[int | None, Controller] = {}
    held: dict[str, tuple[Controller, int]] = {}
    for text, pk, live, owner in HELD(user, Processing, [0]):
        one = found.get(owner)
        if one is None:
            one = found[owner] = Controller(owner)
        one.total += 1
        one.drafts += not live
        held[text] = one, pk
    titles = Organisation.objects.filter(pk__in=[key for key in found if key])
    for key, title in titles.values_list("pk", "title"):
        found[key].title = title
    for row, breach in checking.LIVE.put()[1] if held else ():
        text = str(questions.kept(row.uuid))
        if text in held:
            one, pk = held[text]
            one.found.append((pk, (row, breach)))
    return sorted(found.values(), key=lambda one: one.rank)


BEGUN = rights.Reached(
    "publish",
    lambda mine, after: Assessment.objects.filter(
        processing__in=mine.order_by().values("pk"), validated=None, pk__gt=after[0]
    ).order_by("pk").values_list("processing", "processing__title")[:SHOWN],
)  # fmt: skip


def awaits(user: Any) -> Iterator[Awaited]:
    """Impact assessments that were begun and not validated, of what this person may publish."""
    for key, title in BEGUN(user, Processing, [0]):
        where = reverse("parvis_processing:assess", args=[key])
        yield Awaited(_("Analyse d’impact à finir : %(title)s") % {"title": title}, where)
