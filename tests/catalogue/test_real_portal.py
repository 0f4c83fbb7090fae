"""The real export of the metropolis's portal, harvested whole."""

from collections import Counter
from pathlib import Path

import pytest

from parvis.catalogue import dcat, rdf
from parvis.catalogue.harvest.run import harvest
from parvis.catalogue.models import Dataset, Distribution
from parvis.catalogue.quality import mqa
from parvis.catalogue.quality.described import described
from parvis.records.models import HistoryEntry, Published

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "dcat"
REAL = SHARED / "real" / "data-rennesmetropole-fr-ods-export.rdf"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REAL.exists(), reason="the real files are not beside the repository"),
]


def bring_in(path=REAL):
    return harvest(str(path), called=path.name)


def test_every_property_that_the_source_carries_comes_in():
    report = bring_in()
    assert (report.created, report.refused) == (27, [])
    shown = [row.content for row in Published.objects.live().filter(type="dataset")]
    filled = Counter(name for content in shown for name, value in content.items() if value)
    for name in ("title", "summary", "themes", "issued", "modified", "identifier", "organisation"):
        assert filled[name] == 27, name
    publishers = [c for c in shown if c["organisation"]]
    assert len(publishers) == 27  # the one without a publisher is answered for by the portal
    assert (filled["licence"], filled["keywords"], filled["spatial"]) == (26, 23, 5)
    assert filled["landing_page"] == filled["languages"] == 27


def test_all_distributions_have_format_and_media_type_of_the_vocabularies():
    bring_in()
    rows = Distribution.objects.values_list("format", "media_type")
    assert len(rows) == 272
    for name, media_type in rows:
        assert name.startswith("http://publications.europa.eu/resource/authority/file-type/")
        assert media_type.startswith("https://www.iana.org/assignments/media-types/")


def test_again_writes_nothing():
    bring_in()
    before = HistoryEntry.objects.count()
    assert bring_in().unchanged == 27
    assert HistoryEntry.objects.count() == before


def test_one_title_edited_in_a_copy_is_one_update(tmp_path):
    bring_in()
    copy = tmp_path / "copie.rdf"
    title = Dataset.objects.get(slug="arbre_theorique0").title
    text = REAL.read_text(encoding="utf-8")
    copy.write_text(text.replace(f">{title}<", ">Arbres de la métropole<", 1))
    report = bring_in(copy)
    assert (report.updated, report.unchanged) == (1, 26)
    record = Dataset.objects.get(slug="arbre_theorique0")
    assert record.title == "Arbres de la métropole"
    assert record.revisions.count() == 2


def test_the_export_of_the_whole_conforms_to_dcat_ap_3():
    pyshacl = pytest.importorskip("pyshacl")
    rdflib = pytest.importorskip("rdflib")
    bring_in()
    data = rdflib.Graph().parse(data=dcat.serialise(rdf.whole(), "ttl"))
    for name in ("shapes", "range"):
        shapes = rdflib.Graph().parse(SHARED / "shacl" / f"dcat-ap-3.0.1-{name}.ttl")
        conforms, _graph, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
        assert conforms, text


def test_the_quality_of_the_real_descriptions():
    """27 sets: keywords 23, themes 27, spatial 5, temporal 0, licence of 26 (all but one form)."""
    bring_in()
    tally = mqa.Tally()
    for row in Published.objects.live().filter(type="dataset"):
        tally.add(described(row.content, {}))
    found = {one.name: one.points for one in tally.criteria()}
    assert tally.sets == 27
    assert found["keyword"] == pytest.approx(30 * 23 / 27)
    assert found["theme"] == 30
    assert found["spatial"] == pytest.approx(20 * 5 / 27)
    assert found["temporal"] == found["contact"] == found["access_url_answers"] == 0
    assert (found["format"], found["media_type"], found["from_lists"]) == (20, 10, 10)
