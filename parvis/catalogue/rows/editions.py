"""The versions of a data set's rows that were published, in their order. Each stays readable.

A version that was kept and never published is nobody's business: only what stands here, and what
is read today, answers at an address of its own. `models.py` brings the model in.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from parvis.lake.models import Pointer, Version

NAMED = 12  # characters of a version's name in an address


class Edition(models.Model):
    """One publication of a version. `changes`: what it changes of the edition before, by key:
    {"key": [column, …], "added", "removed", "changed"}; empty when rows can't be told apart.
    "instead_of": the key that was chosen, by titles, where these rows or those before break it."""

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="editions", verbose_name=_("version")
    )
    published = models.DateTimeField(_("publiée le"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("publiée par"),
    )  # fmt: skip
    changes = models.JSONField(_("différences avec l’édition d’avant"), default=dict)

    class Meta:
        verbose_name = _("édition de données")
        verbose_name_plural = _("éditions de données")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.version)


def of(dataset: UUID) -> QuerySet[Edition]:
    """The last one first."""
    return Edition.objects.filter(version__dataset=dataset).select_related("version")


def named(dataset: UUID, name: str) -> Version | None:
    """The version at an address: one that was published, or is read today."""
    if not re.fullmatch(f"[0-9a-f]{{{NAMED}}}", name):
        return None
    versions = Version.objects.filter(dataset=dataset, name__startswith=name)
    shown = models.Exists(Edition.objects.filter(version=models.OuterRef("pk")))
    read = models.Exists(Pointer.objects.filter(version=models.OuterRef("pk")))
    return versions.filter(shown | read).first()


def record(pointer: Pointer, changes: dict[str, Any]) -> None:
    """The publication that a pointer tells; the same again is none."""
    version = pointer.version
    last = of(version.dataset).first()
    if last is None or last.version_id != version.pk:
        Edition.objects.create(
            version=version, published=pointer.published, by=pointer.by, changes=changes
        )


def short(version: Version) -> str:
    return version.name[:NAMED]
