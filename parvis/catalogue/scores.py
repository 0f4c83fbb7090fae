"""What people read of the quality of a description, worked out when it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.quality import mqa, nine
from parvis.catalogue.quality.criterion import Criterion, lacking, total
from parvis.catalogue.quality.described import Answers, described
from parvis.records.projection import View


def of(view: View, answers: Answers) -> dict[str, Any]:
    """Both scores in words, and what to do next, each thing once, what brings most first.

    Dates that the record does not say are those of its publication here, as in what we export.
    """
    dates = {"issued": view.first_published.isoformat(), "modified": view.updated.isoformat()}
    said = described(view.content, answers, publisher=view.organisation is not None)
    written = dates | {name: value for name, value in view.content.items() if value}
    exported = described(written, answers, publisher=said.publisher)
    national = nine.criteria(said, timezone.localdate())
    european = [one for one in mqa.criteria(exported) if answers or one.name not in mqa.ANSWERING]
    left = [*lacking(european), *lacking(national)]
    return {
        "national": _("data.gouv.fr : %(points)s critères sur %(most)s")
        % {"points": round(total(national)), "most": len(national)},
        "european": european_words(european),
        "missing": list(dict.fromkeys(_(one.todo) for one in left)),
    }


def european_words(measured: Sequence[Criterion]) -> str:
    """The European points; without a rating while part of them is not measured."""
    points, most = round(total(measured)), round(sum(one.most for one in measured))
    if most < mqa.MOST:
        return _(
            "Évaluation européenne : %(points)s points sur %(most)s mesurés (les %(rest)s autres "
            "disent si les adresses répondent : ce n’est pas encore vérifié ici)"
        ) % {"points": points, "most": most, "rest": mqa.MOST - most}
    return _("Évaluation européenne : %(points)s points sur %(most)s (%(rating)s)") % {
        "points": points, "most": mqa.MOST, "rating": words(mqa.rating(points)),
    }  # fmt: skip


def words(rating: str) -> str:
    return {
        "excellent": _("excellente"),
        "good": _("bonne"),
        "sufficient": _("suffisante"),
        "bad": _("mauvaise"),
    }[rating]
