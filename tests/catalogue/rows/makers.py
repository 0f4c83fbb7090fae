"""Data sets with published rows, and their pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from parvis.catalogue import loading
from parvis.lake import actions
from tests.catalogue.explore.makers import dataset

COUNT = 300


def filled(title: str, path: Any, **values: Any) -> Any:
    """A published data set whose rows are those of a file."""
    record = dataset(title, **values)
    again(record, path)
    return record


def again(record: Any, path: Any) -> Any:
    """Another file of the same data set; its version."""
    version = actions.load(record.uuid, path)
    loading.published(version)
    return version


def page(
    client: Any,
    path: str,
    status: int = 200,
    language: str = "",
    slug: str = "arbres",
    **parameters: Any,
) -> str:
    """`path` after `/donnees/<slug>/donnees/`; `__` in a name is a dot."""
    pairs = {name.replace("__", "."): value for name, value in parameters.items()}
    query = f"?{urlencode(pairs, doseq=True)}" if pairs else ""
    response = client.get(f"{language}/donnees/{slug}/donnees/{path}{query}")
    assert response.status_code == status, response.content.decode()[:3000]
    text: str = response.content.decode()
    return text
