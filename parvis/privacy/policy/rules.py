"""What a measure of the protection policy still lacks: named rules that a machine runs. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from parvis.records import consistency
from parvis.records.consistency import (
    Breach,
    Content,
    Params,
    Rule,
    day,
    error,
    warning,
    when,
    without,
)
from parvis.records.problems import gettext_noop as _

CHECKED_FOR = dt.timedelta(days=365)  # what is in place is looked at each year
IN_PLACE = ("applied", "partial")


@dataclass(frozen=True)
class Known:
    """What is known beside the record: the day, files joined to it, processings it protects."""

    today: dt.date
    files: int = 0
    protects: int = 0


def check(content: Content, known: Known) -> Iterator[Breach]:
    """What this measure breaks, gravest first; of one that was given up, nothing is asked."""
    if content.get("state") != "stopped":
        yield from consistency.check(RULES, content, known)


def in_place(content: Content) -> bool:
    return content.get("state") in IN_PLACE


def always(content: Content) -> bool:
    return True


def protects_nothing(content: Content, known: Known) -> Params | None:
    return when(not content.get("everywhere") and known.protects == 0)


def unproved(content: Content, known: Known) -> Params | None:
    """A proof that the record hides is a proof."""
    hidden = "proofs" in content.get("hidden", ())
    shown = hidden or content.get("proofs") or known.files
    return when(content.get("state") == "applied" and not shown)


def late(content: Content, known: Known) -> Params | None:
    planned = day(content, "planned_on")
    if planned is None or planned >= known.today or content.get("state") == "applied":
        return None
    return {"date": planned.isoformat()}


def unplanned(content: Content, known: Known) -> Params | None:
    hidden = "planned_on" in content.get("hidden", ())
    return when(content.get("state") == "planned" and not content.get("planned_on") and not hidden)


def review_past(content: Content, known: Known) -> Params | None:
    due = day(content, "review_on")
    return {"date": due.isoformat()} if due and due < known.today else None


def review_unsaid(content: Content, known: Known) -> Params | None:
    hidden = "review_on" in content.get("hidden", ())
    return when(not content.get("review_on") and not hidden)


def unchecked(content: Content, known: Known) -> Params | None:
    seen = day(content, "checked_on")
    if not in_place(content) or seen is None or known.today - seen <= CHECKED_FOR:
        return None
    return {"date": seen.isoformat()}


RULES: tuple[Rule, ...] = (
    error(
        "measure-without-owner",
        _("Chaque mesure de protection est tenue par quelqu’un."),
        _("La fiche ne dit pas quel service ou quelle fonction tient cette mesure."),
        without("owner", always), "RGPD, art. 24(1)", "owner",
    ),
    warning(
        "measure-without-evidence",
        _("Une mesure en place se prouve."),
        _("Cette mesure est dite en place, et rien ne le montre."),
        unproved, "RGPD, art. 5(2)", "proofs",
    ),
    warning(
        "measure-late",
        _("Une mesure prévue est en place à la date dite."),
        _("Cette mesure devait être en place le %(date)s."),
        late, "RGPD, art. 32", "planned_on",
    ),
    warning(
        "measure-unplanned",
        _("Une mesure prévue l’est pour une date."),
        _("Cette mesure est prévue, et la fiche ne dit pas pour quand."),
        unplanned, "", "planned_on",
    ),
    warning(
        "measure-unchecked",
        _("Une mesure en place est vérifiée chaque année."),
        _("Cette mesure a été vérifiée le %(date)s pour la dernière fois : il y a plus d’un an."),
        unchecked, "RGPD, art. 32(1)(d)", "checked_on",
    ),
    warning(
        "measure-protects-nothing",
        _("Une mesure protège des traitements."),
        _("La fiche ne dit pas quels traitements cette mesure protège."),
        protects_nothing, "", "everywhere",
    ),
    warning(
        "measure-review-unsaid",
        _("Chaque mesure a une date de relecture."),
        _("La fiche ne dit pas quand cette mesure sera relue."),
        review_unsaid, "RGPD, art. 24(1)", "review_on",
    ),
    warning(
        "measure-review-past",
        _("Une mesure est relue à la date dite."),
        _("Cette mesure devait être relue avant le %(date)s."),
        review_past, "RGPD, art. 24(1)", "review_on",
    ),
)  # fmt: skip
