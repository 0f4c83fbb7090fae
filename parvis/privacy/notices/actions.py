"""Saying that a point bears the text of the day: an entry of history, like any other change."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone

from parvis.privacy.notices import points
from parvis.privacy.notices.choices import Shows
from parvis.privacy.notices.models import CollectionPoint
from parvis.records import bulk
from parvis.records.problems import Problem, gettext_noop
from parvis.records.publishing import check_may


class PointProblem(Problem):
    sentences: ClassVar = {
        "unpublished": gettext_noop(
            "Publiez d’abord « %(title)s » et ses traitements : le texte vient d’eux."
        ),
        "address": gettext_noop(
            "« %(title)s » mène à la notice du jour : il n’y a pas de copie à renouveler."
        ),
        "changed": gettext_noop(
            "Le texte a changé pendant que vous l’imprimiez : reprenez celui d’aujourd’hui."
        ),
    }


@transaction.atomic
def copied(
    point: CollectionPoint, by: Any, says: str, day: dt.date | None = None
) -> CollectionPoint:
    """Say that the point bears the text whose digest is `says`, since today if no day is given.

    Raises PermissionDenied, ValidationError, PointProblem.
    """
    check_may(by, "publish", [point])
    point = CollectionPoint.objects.select_for_update().get(pk=point.pk)
    if point.shows != Shows.COPY:
        raise PointProblem("address", title=point.title)
    now = points.today(point).says
    if not point.live or not now:
        raise PointProblem("unpublished", title=point.title)
    if now != says:
        raise PointProblem("changed")
    point.says, point.copied_on = now, day or timezone.localdate()
    point.full_clean()
    bulk.save_many([point], by=by)
    return point
