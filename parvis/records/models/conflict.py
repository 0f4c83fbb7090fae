"""Fields that a draft and the live record both changed, until a person has decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from parvis.records.rebase import Clash


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def of(self, record: Any) -> ConflictQuerySet:
        return self.filter(record=record.uuid)

    def keep(self, record: Any, clashes: Iterable[Clash]) -> None:
        """Remember clashes of a record's draft; a later one of the same field replaces it."""
        for clash in clashes:
            values = {"draft": clash.draft, "live": clash.live, "at": timezone.now()}
            self.update_or_create(
                record=record.uuid, field=clash.name, defaults=values,
                create_defaults=values | {"type": record.record_type},
            )  # fmt: skip


class Conflict(models.Model):
    """The draft has `draft`, the live record has become `live`; the record is named by its uuid."""

    record = models.UUIDField()
    type = models.CharField(max_length=40)
    field = models.CharField(_("champ"), max_length=100)
    draft = models.JSONField(_("dans le brouillon"), null=True)
    live = models.JSONField(_("dans la fiche publiée"), null=True)
    at = models.DateTimeField(_("depuis le"), default=timezone.now)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["record", "field"]
        constraints = [models.UniqueConstraint(fields=["record", "field"], name="conflict_once")]
        verbose_name = _("brouillon en conflit")
        verbose_name_plural = _("brouillons en conflit")

    def __str__(self) -> str:
        return f"{self.record} {self.field}"
