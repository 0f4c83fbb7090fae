"""What people read of the quality of a description, worked out when it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.quality import mqa, nine
from parvis.catalogue.quality.criterion import Criterion, total
from parvis.catalogue.quality.described import Answers, Described, described
from parvis.catalogue.quality.standing import band, left
from parvis.records.problems import gettext_noop
from parvis.records.projection import View


@dataclass(frozen=True, slots=True)
class Pair:
    """One data set as its record says it, and as it is exported: there, dates that the record does
    not say are those of its publication here."""

    said: Described
    exported: Described


def read(
    content: Mapping[str, Any],
    answers: Answers,
    publisher: bool,
    first_published: dt.datetime,
    updated: dt.datetime,
) -> Pair:
    """`publisher`: whether an organisation that everyone may see answers for it."""
    said = described(content, answers, publisher=publisher)
    exported = replace(
        said,
        issued=said.issued or first_published.isoformat(),
        modified=said.modified or updated.isoformat(),
    )
    return Pair(said, exported)


def said_band(content: Mapping[str, Any]) -> str:
    """One of `standing.BANDS`, from a projection alone: what a search can filter by."""
    said = described(content, {}, publisher=bool(content.get("organisation")))
    return band(replace(said, issued=said.issued or "-", modified=said.modified or "-"))


BAND_WORDS = {
    "excellent": gettext_noop("très complète"),
    "good": gettext_noop("assez complète"),
    "sufficient": gettext_noop("à compléter"),
    "bad": gettext_noop("presque vide"),
}


def band_words(name: str) -> str:
    """A band in plain words, of a description; a name that is none, as it is."""
    return _(BAND_WORDS[name]) if name in BAND_WORDS else name


def of(view: View, answers: Answers) -> dict[str, Any]:
    """Both scores in words, and what to do next, each thing once, what brings most first."""
    publisher = view.organisation is not None
    pair = read(view.content, answers, publisher, view.first_published, view.updated)
    national = nine.criteria(pair.said, timezone.localdate())
    european = mqa.measured(pair.exported)
    points = round(total(national))
    return {
        "national": ngettext(
            "data.gouv.fr : %(points)s critère sur %(most)s",
            "data.gouv.fr : %(points)s critères sur %(most)s",
            points,
        )
        % {"points": points, "most": len(national)},
        "european": european_words(european),
        "missing": list(dict.fromkeys(_(one.todo) for one in left(european, national, pair.said))),
    }


def european_words(measured: Sequence[Criterion]) -> str:
    """The European points; without a rating while part of them is not measured."""
    points, most = round(total(measured)), round(sum(one.most for one in measured))
    if most < mqa.MOST:
        return ngettext(
            "Évaluation européenne : %(points)s point sur %(most)s mesurés (les %(rest)s autres "
            "disent si les adresses répondent : ce n’est pas encore vérifié ici)",
            "Évaluation européenne : %(points)s points sur %(most)s mesurés (les %(rest)s autres "
            "disent si les adresses répondent : ce n’est pas encore vérifié ici)",
            points,
        ) % {"points": points, "most": most, "rest": mqa.MOST - most}
    return ngettext(
        "Évaluation européenne : %(points)s point sur %(most)s (%(rating)s)",
        "Évaluation européenne : %(points)s points sur %(most)s (%(rating)s)",
        points,
    ) % {"points": points, "most": mqa.MOST, "rating": words(mqa.rating(points))}


def words(rating: str) -> str:
    return {
        "excellent": _("excellente"),
        "good": _("bonne"),
        "sufficient": _("suffisante"),
        "bad": _("mauvaise"),
    }[rating]
