"""A page sorted out: batches of one model, what is new, changed or as it was, what is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from parvis.catalogue.dcat.read import Reading
from parvis.catalogue.harvest.incoming import Incoming, Recognised
from parvis.catalogue.harvest.write import BATCH
from parvis.catalogue.harvested import HarvestItem

SHORT = "count"  # the source gave fewer items than it announced: what lacks has not vanished


def is_short(reading: Reading) -> bool:
    return any(one.problem.code == SHORT for one in reading.problems)


def sentences(reading: Reading) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(item, sentence) of those the reader refused, and of those it doubts."""
    refused: list[tuple[str, str]] = []
    doubts: list[tuple[str, str]] = []
    for one in reading.problems:
        (refused if one.refused else doubts).append((one.item, one.problem.sentence(_)))
    return refused, doubts


def batches(items: Sequence[Incoming]) -> Iterator[list[Incoming]]:
    """At most BATCH items of one model each."""
    for _model, group in groupby(items, lambda item: item.model):
        rest = list(group)
        for start in range(0, len(rest), BATCH):
            yield rest[start : start + BATCH]


def sorted_out(
    found: Recognised,
) -> tuple[list[Incoming], list[Incoming], list[HarvestItem]]:
    """New items, changed ones, and the rows of those that are as they were."""
    fresh, changed, same = [], [], []
    for item in found.taken:
        before = found.before(item)
        if before is None:
            fresh.append(item)
        elif (
            bytes(before.digest) == item.digest
            and before.gone is None
            and before.identifier == item.identifier
        ):
            same.append(before)
        else:
            changed.append(item)
    return fresh, changed, same
