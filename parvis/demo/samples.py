"""A few rows for each open data set: files made up once, kept beside this module."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile

from parvis.catalogue import vocabulary
from parvis.catalogue.models import Dataset, Distribution
from parvis.records.models import Attachment


def sample(slug: str) -> bytes | None:
    """The rows of one data set (CSV, UTF-8), or None when it has none to show."""
    path = files("parvis.demo").joinpath(f"data/samples/{slug}.csv")
    return path.read_bytes() if path.is_file() else None


def attach(record: Dataset, fictional: bool) -> Attachment | None:
    """The rows as a file of the record, still to be saved, and the distribution that leads there.

    Both carry the same address, so that people and machines get the same file.
    """
    content = sample(record.slug)
    if content is None:
        return None
    name = f"{record.slug}-exemple-fictif.csv" if fictional else f"{record.slug}.csv"
    file = Attachment(
        uuid=uuid4(),
        record=record.uuid,
        title="Exemple fictif (CSV)" if fictional else "Fichier (CSV)",
        media_type="text/csv",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        circle=record.circle,
    )
    file.file.save(name, ContentFile(content), save=False)
    record.distributions = [distribution(record, file, name)]
    return file


def distribution(record: Dataset, file: Attachment, name: str) -> Distribution:
    csv = vocabulary.file_format("csv")
    address = f"{settings.PARVIS_BASE_URL}/pieces-jointes/{file.uuid}/{name}"
    return Distribution(
        title=file.title,
        access_url=address,
        download_url=address,
        format=csv.file_type if csv else "",
        media_type=csv.media_type if csv else "",
        licence=record.licence,
        byte_size=file.size,
        modified=record.modified,
    )
