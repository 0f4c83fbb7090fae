"""High-value data sets (regulation 2023/138): what is marked goes out as the shapes ask."""

from pathlib import Path

import pyshacl
import pytest
import rdflib

from parvis.catalogue import dcat, rdf
from parvis.catalogue.models import DataService, Dataset, Distribution
from parvis.records import bulk
from tests import makers

SHAPES = Path(__file__).resolve().parents[3] / "shared" / "data" / "dcat" / "shacl"
LAW = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
INSPIRE = "http://inspire.ec.europa.eu/theme/tn"
MOBILITY = "http://data.europa.eu/bna/c_b79e35eb"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SHAPES.exists(), reason="the shapes are not beside the repository"),
]


def marked(**values):
    return {"hvd_categories": [MOBILITY], "applicable_legislation": [LAW], **values}


def bring_in(with_category=True):
    """A marked set with a file, and a marked service with its contact and its documentation."""
    organisation = makers.organisation()
    buses = Dataset(title="Bus en direct", organisation=organisation)
    if with_category:
        buses.hvd_categories = [MOBILITY]
        buses.inspire_themes = [INSPIRE]
    else:
        buses.more = {"applicable_legislation": [LAW]}
    buses.distributions = [Distribution(access_url="https://v.example/bus.csv", short="csv")]
    service = DataService(
        title="API des bus",
        organisation=organisation,
        endpoint_url="https://v.example/api",
        contacts=[{"name": {"fr": "Transports"}, "email": "bus@v.example"}],
        more=marked(pages=["https://v.example/api/aide"]),
    )
    bulk.save_many([buses])
    bulk.save_many([service])
    return rdflib.Graph().parse(data=dcat.serialise(rdf.whole(), "ttl"))


def validated(data, name):
    shapes = rdflib.Graph().parse(SHAPES / name)
    return pyshacl.validate(data, shacl_graph=shapes, advanced=True)


@pytest.mark.parametrize(
    "name", ["dcat-ap-3.0.1-shapes.ttl", "dcat-ap-3.0.1-range.ttl", "hvd-SHACL-base.ttl"]
)
def test_a_catalogue_with_marked_sets_and_services_conforms(name):
    data = bring_in()
    law = rdflib.URIRef(LAW)
    legislation = rdflib.URIRef("http://data.europa.eu/r5r/applicableLegislation")
    category = rdflib.URIRef("http://data.europa.eu/r5r/hvdCategory")
    assert len(set(data.subjects(legislation, law))) == 3
    assert len(set(data.subjects(category, rdflib.URIRef(MOBILITY)))) == 2
    theme = rdflib.URIRef("http://www.w3.org/ns/dcat#theme")
    assert len(set(data.subjects(theme, rdflib.URIRef(INSPIRE)))) == 1
    conforms, _graph, text = validated(data, name)
    assert conforms, text


def test_the_shapes_do_see_a_set_without_category():
    conforms, _graph, _text = validated(bring_in(with_category=False), "hvd-SHACL-base.ttl")
    assert not conforms
