"""Addresses of a portal that this one replaces: each leads to the record that was there.

A city that moves in points the name of its old portal here; links in documents, in other sites and
in people's bookmarks go on working. `models.py` brings the model in; connectors say which paths
led to an item (`old_paths`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.db import models, transaction

from parvis.catalogue import rdf
from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.harvest.read import connectors
from parvis.catalogue.harvested import HarvestSource
from parvis.records.models import Published

LONGEST = 500
BATCH = 500


class OldAddress(models.Model):
    """One path of a replaced portal, without its last slash, and the record it led to."""

    source = models.ForeignKey(HarvestSource, models.CASCADE, related_name="old_addresses")
    path = models.CharField(max_length=LONGEST, unique=True)
    record = models.UUIDField()

    def __str__(self) -> str:
        return self.path


def replace(source: HarvestSource) -> int:
    """This portal takes the place of a source: how many of its old addresses lead here now."""
    with transaction.atomic():
        source.replaced = True
        source.save(update_fields=["replaced"])
        uuids = source.items.filter(gone=None).values("record")
        rows = Published.objects.filter(type="dataset", pk__in=uuids).order_by("pk")
        told = ((rdf.dataset_doc(row, None), row.pk) for row in rows.iterator(BATCH))
        while batch := list(islice(told, BATCH)):
            remember(source, batch)
    return source.old_addresses.count()


def remember(source: HarvestSource, items: Iterable[tuple[Any, UUID]]) -> None:
    """Keep what led to these items of a replaced source; what another holds stays its own."""
    if not source.replaced:
        return
    paths = getattr(connectors()[source.kind], "old_paths", None)
    if paths is None:
        return
    rows = [
        OldAddress(source=source, path=path, record=record)
        for doc, record in items
        if isinstance(doc, DatasetDoc)
        for path in dict.fromkeys(map(kept, paths(doc)))
        if path and len(path) <= LONGEST
    ]
    OldAddress.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def kept(path: str) -> str:
    """A path as it is kept: decoded, without its last slash; "" for the root."""
    return unquote(path).rstrip("/")


def record_at(path: str) -> UUID | None:
    """The record that a path of a replaced portal led to. PostgreSQL refuses to look for a NUL."""
    if "\0" in path:
        return None
    found = OldAddress.objects.filter(path=kept(path)).values_list("record", flat=True)
    return found.first()
