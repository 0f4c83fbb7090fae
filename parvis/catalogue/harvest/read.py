"""Get a source's documents: from an address, page after page, or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _
from tqdm import tqdm

from parvis.catalogue.dcat import from_rdf
from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.records.fetch import Client, Limits

MOST_PAGES = 10_000
LIMITS = Limits()


@dataclass(frozen=True)
class Reading:
    """A whole catalogue, and what could not be understood: (item, sentence)."""

    catalogue: CatalogueDoc
    problems: Sequence[tuple[str, str]]
