"""What is written is what is read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from parvis.catalogue.dcat import from_rdf, pieces, serialise, to_rdf
from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.catalogue.dcat.write import Extension
from tests.catalogue.documents import catalogues
from tests.catalogue.samples import TURTLE

FORMATS: list[Extension] = ["ttl", "rdf", "jsonld", "nt"]


WITHOUT_SHRINKING = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@WITHOUT_SHRINKING
@given(catalogue=catalogues())
def test_any_catalogue_comes_back_the_same_in_every_format(catalogue: CatalogueDoc) -> None:
    for extension in FORMATS:
        content = serialise(to_rdf(catalogue), extension)
        reading = from_rdf(content, base="https://base.example/c")
        assert reading.problems == ()
        assert reading.unread == {}
        for name in ("view", "series", "datasets", "services"):
            assert getattr(reading.catalogue, name) == getattr(catalogue, name), name
        assert reading.catalogue == catalogue
        assert serialise(to_rdf(reading.catalogue), extension) == content


def test_a_file_is_the_same_wherever_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = from_rdf(TURTLE).catalogue
    for extension in FORMATS:
        few = list(pieces(to_rdf(catalogue), extension))
        with monkeypatch.context() as patch:
            patch.setattr("parvis.catalogue.dcat.write.BATCH", 1)
            many = list(pieces(to_rdf(catalogue), extension))
        assert len(many) > len(few)
        assert b"".join(many) == b"".join(few) == serialise(to_rdf(catalogue), extension)
