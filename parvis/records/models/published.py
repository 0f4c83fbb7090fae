"""What is public: one row a record, its edges, and the addresses it had."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.records import canonical
from parvis.records.audience import Audience
from parvis.records.kinds import Circle


class PublishedQuerySet(models.QuerySet["Published"]):
    def live(self) -> PublishedQuerySet:
        return self.filter(state=Published.State.LIVE)

    def visible(self, audience: Audience, archived: bool = False) -> PublishedQuerySet:
        """Records this audience may see: the only way to them for any door.

        What vanished at its source (`archived`) has a page still, but stands in no list.
        """
        states = [Published.State.LIVE, Published.State.ARCHIVED] if archived else ["live"]
        return self.filter(circles(audience), state__in=states)

    def has_types(self, types: Iterable[str]) -> set[str]:
        """Those of these types of which it holds a record; one query that stops at the first of
        each, where `distinct` would read every row."""
        names = list(types)
        asked = {f"has_{n}": models.Exists(self.filter(type=name)) for n, name in enumerate(names)}
        row = Published.objects.order_by().annotate(**asked).values_list(*asked).first()
        return {name for name, found in zip(names, row or (), strict=False) if found}


def circles(audience: Audience, prefix: str = "") -> models.Q:
    """The audience's rule as a condition; `prefix` reaches it through a relation ("object__")."""
    widest = min(audience.circle, Circle.AGENTS)
    rule = models.Q(**{f"{prefix}circle__lte": widest})
    if audience.organisations:
        rule |= models.Q(
            **{
                f"{prefix}circle": Circle.SERVICE,
                f"{prefix}organisation__in": audience.organisations,
            }
        )
    return rule


class Published(models.Model):
    """The published state of one record: every public door reads this table and nothing else.

    `projection` is the canonical JSON that history also holds; the other columns are copied from
    it to find, filter and sort. A withdrawn or erased record keeps its row, so that its address
    answers 410 and is never given to another.
    """

    class State(models.TextChoices):
        LIVE = "live", _("en ligne")
        WITHDRAWN = "withdrawn", _("retirée")
        ARCHIVED = "archived", _("archivée")
        ERASED = "erased", _("effacée")

    uuid = models.UUIDField(primary_key=True, default=uuids.uuid4, editable=False)
    type = models.CharField(max_length=40)
    slug = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    circle = models.PositiveSmallIntegerField(default=Circle.PUBLIC)
    organisation = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    sequence = models.BigIntegerField(default=0)
    first_published = models.DateTimeField()
    updated = models.DateTimeField()
    projection = models.BinaryField()

    objects = PublishedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "slug"], name="published_address")]
        indexes = [
            models.Index(fields=["type", "state", "title"], name="published_by_title"),
            models.Index(fields=["type", "state", "-updated"], name="published_by_date"),
            models.Index(fields=["sequence"], name="published_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.type}/{self.slug}"

    @property
    def key(self) -> str:
        return f"{self.type}/{self.slug}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """The projection as a dictionary."""
        return canonical.decode(self.projection)


class Link(models.Model):
    """A published edge: typed, dated, walked both ways. Shown only if both its ends are."""

    subject = models.ForeignKey(Published, models.CASCADE, related_name="links_out")
    predicate = models.CharField(max_length=60)
    object = models.ForeignKey(
        Published, models.DO_NOTHING, related_name="links_in", db_constraint=False
    )
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "predicate", "object", "since"],
                name="link_once",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["object", "predicate"], name="link_backward")]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.predicate} {self.object_id}"


class Alias(models.Model):
    """An address a record had before; it answers 308 towards the present one."""

    type = models.CharField(max_length=40)
    slug = models.CharField(max_length=200)
    record = models.ForeignKey(Published, models.CASCADE, related_name="aliases")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "slug"], name="alias_once")]

    def __str__(self) -> str:
        return f"{self.type}/{self.slug}"
