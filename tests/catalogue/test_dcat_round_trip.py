"""What is written is what is read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from parvis.catalogue.dcat import from_rdf, serialise, to_rdf
from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.catalogue.dcat.write import Extension
from tests.catalogue.documents import catalogues

FORMATS: list[Extension] = ["ttl", "rdf", "jsonld", "nt"]


WITHOUT_SHRINKING = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("extension", FORMATS)
@WITHOUT_SHRINKING
@given(catalogue=catalogues())
def test_any_catalogue_comes_back_the_same(extension: Extension, catalogue: CatalogueDoc) -> None:
    reading = from_rdf(serialise(to_rdf(catalogue), extension), base="https://base.example/c")
    assert reading.problems == ()
    assert reading.unread == {}
    for name in ("view", "series", "datasets", "services"):
        assert getattr(reading.catalogue, name) == getattr(catalogue, name), name
    assert reading.catalogue == catalogue


@WITHOUT_SHRINKING
@given(catalogue=catalogues())
def test_the_same_catalogue_gives_the_same_bytes(catalogue: CatalogueDoc) -> None:
    for extension in FORMATS:
        once = serialise(to_rdf(catalogue), extension)
        again = serialise(to_rdf(replace(catalogue)), extension)
        assert once == again
        assert serialise(to_rdf(from_rdf(once).catalogue), extension) == once
