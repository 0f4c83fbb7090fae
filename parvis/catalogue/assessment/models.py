"""What one pass over the catalogue keeps: where each data set stands, and the whole."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordQuality(models.Model):
    """Where a published data set stands (`quality.standing.Standing`).

    `lacking` holds names of criteria between spaces (" keyword theme "), so that one is found by
    `contains` on any database. What depends on the day is not there: a set is late after
    `late_after`, which is compared when it is read.
    """

    record = models.UUIDField(primary_key=True)
    public = models.BooleanField(default=False)
    points = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=12)
    lacking = models.CharField(max_length=1000)
    late_after = models.DateField(null=True, db_index=True)
    seen = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("qualité d’une fiche")
        verbose_name_plural = _("qualité des fiches")

    def __str__(self) -> str:
        return f"{self.record} {self.points}/{self.most}"


class CatalogueQuality(models.Model):
    """The public catalogue on one day. `counts`: see `assessment.survey.Totals`."""

    day = models.DateField(primary_key=True)
    made = models.DateTimeField()
    sets = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("qualité du catalogue")
        verbose_name_plural = _("qualité du catalogue")

    def __str__(self) -> str:
        return str(self.day)
