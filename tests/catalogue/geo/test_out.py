"""What a geographic catalogue brought in goes out as GeoDCAT-AP, and as valid DCAT-AP."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pyshacl
import pytest
import rdflib
from django.core.management import call_command
from pyoxigraph import Triple
from rdflib import URIRef

from parvis.catalogue import dcat, rdf
from parvis.catalogue.harvest.geo import csw
from tests.catalogue.geo.test_iso import BOX, CRS, DRAWN, UUID, keywords, link, record, words
from tests.catalogue.test_harvest_csw import RESULTS

SHARED = Path(__file__).parents[4] / "shared/data/dcat"
SHAPES = SHARED / "shacl"
SAMPLES = sorted((SHARED / "harvest-samples/csw").glob("*iso19139*.xml"))
GEODCATAP = "http://data.europa.eu/930/"
SYSTEM = f"""<gmd:referenceSystemInfo><gmd:MD_ReferenceSystem>
<gmd:referenceSystemIdentifier><gmd:RS_Identifier><gmd:code>{words("EPSG:2154")}</gmd:code>
</gmd:RS_Identifier></gmd:referenceSystemIdentifier></gmd:MD_ReferenceSystem>
</gmd:referenceSystemInfo>"""
ABOUT = (
    keywords("Hydrographie", "GEMET - INSPIRE themes, version 1.0")
    + "<gmd:topicCategory><gmd:MD_TopicCategoryCode>inlandWaters</gmd:MD_TopicCategoryCode>"
    + "</gmd:topicCategory><gmd:spatialResolution><gmd:MD_Resolution><gmd:equivalentScale>"
    + "<gmd:MD_RepresentativeFraction><gmd:denominator><gco:Integer>50000</gco:Integer>"
    + "</gmd:denominator></gmd:MD_RepresentativeFraction></gmd:equivalentScale>"
    + "</gmd:MD_Resolution></gmd:spatialResolution>"
    + BOX.format(DRAWN.format("EPSG:4326", "-2 48 -1 48 -1 49 -2 48"))
)


def answer() -> str:
    sets = record(ABOUT, SYSTEM + link("https://a.example/wms", "OGC:WMS"))
    serving = f'<srv:serviceType/><srv:operatesOn uuidref="{UUID}"/>'
    door = link("https://a.example/wms?service=WMS&amp;request=GetCapabilities", "OGC:WMS")
    service = record(serving + BOX.format(""), door, "srv:SV_ServiceIdentification")
    both = sets + service.replace(words(UUID), words("service-1"))
    return RESULTS.format(matched=2, returned=2, next=0, records=both)


def violations(graph: rdflib.Graph) -> list[str]:
    """What the shapes of DCAT-AP 3.0.1 refuse, its ranges included."""
    shapes = rdflib.Graph()
    for name in ("shapes", "range"):
        shapes.parse(SHAPES / f"dcat-ap-3.0.1-{name}.ttl")
    _conforms, report, _text = pyshacl.validate(graph, shacl_graph=shapes, advanced=True)
    assert isinstance(report, rdflib.Graph)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    found = report.subjects(sh.resultSeverity, sh.Violation)
    return [f"{report.value(one, sh.resultPath)} {report.value(one, sh.value)}" for one in found]


def graph_of(triples: Iterable[Triple]) -> rdflib.Graph:
    content = dcat.serialise(triples, "ttl")
    return rdflib.Graph().parse(data=content, format="turtle")


@pytest.mark.django_db
def test_geographic_properties_go_in_and_out(tmp_path: Path) -> None:
    file = tmp_path / "reponse.xml"
    file.write_text(answer(), "utf-8")
    out = StringIO()
    call_command("harvest", str(file), kind="csw", json=True, stdout=out)
    assert json.loads(out.getvalue())["created"] == 2
    graph = graph_of(rdf.whole())
    said = {predicate for _subject, predicate, _object in graph}
    for name in ("referenceSystem", "topicCategory", "resourceType"):
        assert URIRef(GEODCATAP + name) in said, name
    assert (None, URIRef(f"{GEODCATAP}referenceSystem"), URIRef(f"{CRS}2154")) in graph
    measured = URIRef("http://www.w3.org/ns/dqv#value")
    assert [float(str(one)) for one in graph.objects(None, measured)] == [1 / 50000]
    service = next(graph.subjects(rdflib.RDF.type, rdflib.DCAT.DataService))
    assert graph.value(service, rdflib.DCTERMS.spatial)
    if SHAPES.is_dir():
        assert violations(graph) == []


@pytest.mark.skipif(not SAMPLES, reason="the real samples are not here")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_real_records_become_valid_dcat_ap(path: Path) -> None:
    page = csw.read(path.read_bytes(), 1, "https://www.example.org/csw")
    catalogue = rdf.catalogue_doc(
        datasets=page.reading.catalogue.datasets, series=page.reading.catalogue.series
    )
    assert violations(graph_of(dcat.to_rdf(catalogue))) == []
