"""What the rows of a record of this room share."""

from __future__ import annotations

from typing import Any

from django.db import models

from parvis.records import canonical
from parvis.records.models import Record


class Row(models.Model):
    """`shown` names what is published of it. A record among its fields is its UUID: who may not see
    that record learns nothing of it."""

    position = models.PositiveIntegerField(default=0, editable=False)
    shown: tuple[str, ...] = ()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def projected(self) -> dict[str, Any]:
        return {name: self.plain(getattr(self, name)) for name in self.shown}

    @staticmethod
    def plain(value: Any) -> Any:
        return str(value.uuid) if isinstance(value, Record) else canonical.plain(value)
