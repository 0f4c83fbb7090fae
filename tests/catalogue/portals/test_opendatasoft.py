"""An Opendatasoft portal comes in whole: licences, attributions and identifiers exactly."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import ColumnDoc, DatasetDoc
from parvis.catalogue.harvest.portals.opendatasoft import portal
from parvis.catalogue.harvest.portals.opendatasoft.dataset import dataset
from parvis.catalogue.harvest.portals.opendatasoft.portal import Opendatasoft
from parvis.catalogue.harvest.portals.said import Said
from tests.catalogue.portals.examples import opendatasoft_examples
from tests.catalogue.portals.portal import DATA, Asked, Raw, names, read, refusal, speaking, told

EU = "http://publications.europa.eu/resource/authority/"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the folder of real data is not here")
START = datetime(2020, 1, 1, tzinfo=UTC)


def entry(number: int, moment: datetime | None = START, **default: Any) -> dict[str, Any]:
    told_of_it = {"title": f"Jeu {number}", "license": "Open Database License (ODbL)"} | default
    told_of_it["modified"] = moment.isoformat() if moment else None
    return {
        "dataset_id": f"jeu-{number}", "dataset_uid": f"da_{number}", "has_records": True,
        "data_visible": True, "features": [], "attachments": [], "fields": [],
        "metas": {"default": told_of_it},
    }  # fmt: skip


def explore(entries: list[dict[str, Any]], reach: int = 10_000) -> Callable[[str, Asked], Any]:
    """What Explore v2.1 answers: in order of date, offset + limit below `reach`."""

    def moment(one: dict[str, Any]) -> str:
        return str(one["metas"]["default"]["modified"] or "")

    def answer(path: str, asked: Asked) -> Any:
        if path != "/api/explore/v2.1/catalog/datasets":
            return Raw(b"<html></html>", 404)
        offset, limit = int(asked["offset"]), int(asked["limit"])
        if limit > 100 or offset + limit >= reach or asked["order_by"] != "modified asc":
            return Raw(b'{"error_code": "InvalidRESTParameterError"}', 400)
        where = asked.get("where", "")
        found = sorted(entries, key=lambda one: (not moment(one), moment(one)))
        if since := re.search(r"modified >= date'([^']+)'", where):
            found = [one for one in found if moment(one) >= since[1]]
        if "modified is null" in where:
            found = [one for one in found if not moment(one)]
        if "voirie" in where:
            found = [one for one in found if "voirie" in str(one)]
        return {"total_count": len(found), "results": found[offset : offset + limit]}

    return answer


def one(said: dict[str, Any]) -> DatasetDoc:
    found = dataset(Said(said), "https://data.ville.example")
    assert found.dataset is not None
    return found.dataset


def test_every_page_is_read() -> None:
    entries = [entry(n, START + timedelta(days=n)) for n in range(250)]
    with speaking(explore(entries)) as site:
        pages = read(Opendatasoft(), site)
        assert names(pages) == [f"jeu-{n}" for n in range(250)]
        assert (len(pages), told(pages)) == (3, [])


def test_a_portal_larger_than_the_reach_of_its_api_is_read_whole_by_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portal, "LIMIT", 10)
    monkeypatch.setattr(portal, "REACH", 40)
    dated = [entry(n, START + timedelta(days=n // 3)) for n in range(157)]
    undated = [entry(n, None) for n in range(157, 170)]
    with speaking(explore(dated + undated, reach=51)) as site:
        pages = read(Opendatasoft(), site)
        assert sorted(names(pages)) == sorted(f"jeu-{n}" for n in range(170))
        assert len(names(pages)) == 170
        assert told(pages) == []
        cursor = pages[7].cursor
        rest = {one for page in pages[8:] for one in names([page])}
        assert rest <= set(names(read(Opendatasoft(), site, cursor=cursor)))


def test_more_sets_of_one_date_than_the_api_reaches_are_refused_not_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portal, "LIMIT", 10)
    monkeypatch.setattr(portal, "REACH", 40)
    answers = explore([entry(n) for n in range(60)], reach=51)
    assert refusal(Opendatasoft(), answers) == "tied"


def test_a_stopped_reading_goes_on_and_a_strange_cursor_begins_again() -> None:
    entries = [entry(n, START + timedelta(days=n)) for n in range(150)]
    with speaking(explore(entries)) as site:
        first = next(iter(read(Opendatasoft(), site)))
        assert len(names(read(Opendatasoft(), site, cursor=first.cursor))) == 50
        assert len(names(read(Opendatasoft(), site, cursor="[[["))) == 150


def test_filters_of_the_address_are_kept_beside_those_of_paging() -> None:
    entries = [entry(1, publisher="voirie"), entry(2)]
    with speaking(explore(entries)) as site:
        address = "/api/explore/v2.1/catalog/datasets?where=publisher%3D%22voirie%22&limit=3"
        pages = read(Opendatasoft(), site, address)
        assert names(pages) == ["jeu-1"]
        assert pages[0].reading.catalogue.uri == ""


@pytest.mark.parametrize("path", ["", "/explore/", "/explore/?sort=modified", "/pages/home/"])
def test_any_address_of_the_portal_leads_to_it(path: str) -> None:
    with speaking(explore([entry(1)])) as site:
        assert names(read(Opendatasoft(), site, path)) == ["jeu-1"]


def test_a_list_that_shrank_during_the_reading_is_said() -> None:
    def shrinking(path: str, asked: Asked) -> Any:
        results = [entry(n) for n in range(100)] if asked["offset"] == "0" else []
        return {"total_count": 150, "results": results}

    with speaking(shrinking) as site:
        assert told(read(Opendatasoft(), site)) == [(site.root + "/", "count")]


def test_an_identifier_given_to_two_sets_is_refused_the_second_time() -> None:
    with speaking(explore([entry(1), entry(1, title="Autre")])) as site:
        assert told(read(Opendatasoft(), site))[0] == ("jeu-1", "twice")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Raw(b"<html>Portail</html>"), "html"),
        (Raw(b'{"datasets": []}'), "shape"),
        (Raw(b"3"), "shape"),
        (Raw(b"{", 200), "json"),
        (Raw(b"{}", 404), "status"),
        (Raw(b'{"errorcode": 10005}', 429), "status"),
        (Raw(b"", 301, {"Location": "http://192.168.0.1/api"}), "private"),
    ],
)
def test_an_answer_that_is_none_is_refused_in_one_sentence(answer: Raw, code: str) -> None:
    assert refusal(Opendatasoft(), lambda path, asked: answer) == code


@pytest.mark.parametrize(
    ("name", "url", "licence"),
    [
        ("Open Database License (ODbL)", "", Named(EU + "licence/ODC_BL")),
        ("", "http://opendatacommons.org/licenses/odbl/", Named(EU + "licence/ODC_BL")),
        ("Licence Ouverte v2.0 (Etalab)", "",
         Named("https://www.etalab.gouv.fr/licence-ouverte-open-licence/")),
        ("Conditions de l’Insee", "https://www.insee.fr/fr/information/2381863",
         Named("https://www.insee.fr/fr/information/2381863", {"fr": "Conditions de l’Insee"})),
        ("Licence maison", "", Named("", {"fr": "Licence maison"})),
        ("", "", None),
    ],
)  # fmt: skip
def test_licences_come_exactly(name: str, url: str, licence: Named | None) -> None:
    doc = one(entry(1, license=name, license_url=url))
    assert doc.licence == licence
    assert all(form.licence == licence for form in doc.distributions)


def test_attributions_come_word_for_word() -> None:
    words = ["Ville d’Exemple, Direction des parcs", "© les contributeurs d’OpenStreetMap"]
    doc = one(entry(1, attributions=words))
    assert doc.attribution == {"fr": ", ".join(words)}
    assert [named.labels for named in doc.rights] == [{"fr": text} for text in words]


def test_a_renamed_set_is_recognised_by_what_does_not_change() -> None:
    before, after = entry(1), entry(1) | {"dataset_id": "nouveau-nom"}
    assert one(before).identifier != one(after).identifier
    assert one(before).other_identifiers == one(after).other_identifiers == ("da_1",)


def test_columns_are_the_data_dictionary() -> None:
    fields = [
        {"name": "h", "label": "Hauteur", "type": "double", "description": None,
         "annotations": {"unit": ["m"], "facet": []}},
        {"name": "date", "label": "Date", "type": "date", "description": "Du relevé"},
    ]  # fmt: skip
    doc = one(entry(1, records_count=104_233) | {"fields": fields})
    assert doc.columns == (
        ColumnDoc("h", "Hauteur", "double", "", "m"),
        ColumnDoc("date", "Date", "date", "Du relevé", ""),
    )
    assert doc.row_count == 104_233


def test_files_follow_what_the_portal_gives() -> None:
    flat = [form.access_urls[0] for form in one(entry(1)).distributions]
    base = "https://data.ville.example/api/explore/v2.1/catalog/datasets/jeu-1/"
    assert base + "exports/csv?use_labels=true" in flat
    assert base + "exports/shp" not in flat
    drawn = [form.access_urls[0] for form in one(entry(1) | {"features": ["geo"]}).distributions]
    assert base + "exports/shp" in drawn
    notice = {"id": "notice_pdf", "title": "Notice.pdf", "mimetype": "application/pdf"}
    (only,) = one(entry(1) | {"has_records": False, "attachments": [notice]}).distributions
    assert only.access_urls == (base + "attachments/notice_pdf",)
    assert only.format == Named(EU + "file-type/PDF")


def test_rows_shown_to_some_only_make_a_restricted_set_without_exports() -> None:
    doc = one(entry(1) | {"data_visible": False})
    assert doc.access_rights == Named(EU + "access-right/RESTRICTED")
    assert doc.distributions == ()


def test_a_federated_set_keeps_its_source() -> None:
    doc = one(
        entry(1, source_domain_address="voisine.example", source_dataset="arbres",
              source_domain_title="La voisine", federated=True)
    )  # fmt: skip
    assert doc.sources == ("https://voisine.example/explore/dataset/arbres/",)
    assert doc.provenance == (Named("https://voisine.example", {"fr": "La voisine"}),)


def test_what_has_no_place_is_kept_by_its_name_and_settings_of_the_portal_are_not() -> None:
    said = entry(1, geographic_reference=["fr_60_35238"])
    said["metas"] |= {"custom": {"service": "Parcs"}, "explore": {"popularity_score": 3}}
    assert one(said).extras == {
        "custom.service": "Parcs", "default.geographic_reference": "fr_60_35238",
    }  # fmt: skip


@needs_data
def test_the_example_of_the_description_of_the_api_comes_in() -> None:
    first, second = (one(said) for said in opendatasoft_examples()["results"])
    assert first.licence == Named(EU + "licence/OGL_3_0")
    assert first.pages == ("https://geonode.wfp.org/layers/geonode:wld_bnd_adm0_wfp",)
    assert (len(first.columns), first.row_count) == (10, 256)
    assert len([form for form in first.distributions if "/exports/" in form.uri]) == 10
    assert second.other_identifiers == ("da_5m8ykr",)
    assert (len(second.columns), second.row_count) == (20, 137_609)
    assert [form.title for form in second.distributions][-1] == {"en": "cities1000.zip"}


def test_old_addresses_of_a_set_can_be_redirected() -> None:
    paths = Opendatasoft().old_paths(one(entry(1)))
    assert paths[0] == "/explore/dataset/jeu-1/"
    assert "/explore/dataset/jeu-1/table/" in paths
    assert len(paths) == len(set(paths))
