"""RUDI's metadata come in whole, from a node or a file, without the errors of its own DCAT."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DatasetDoc, ServiceDoc
from parvis.catalogue.harvest.connectors import Page
from parvis.catalogue.harvest.portals.rudi.node import Rudi
from parvis.catalogue.harvest.portals.rudi.resource import resource
from parvis.catalogue.harvest.portals.said import Said
from tests.catalogue.portals.portal import (
    DATA,
    Asked,
    Raw,
    names,
    of_file,
    read,
    refusal,
    speaking,
    told,
)

EU = "http://publications.europa.eu/resource/authority/"
SAMPLES = DATA / "harvest-samples" / "rudi"
UUID = "0b9d2a4c-6f2e-4c1e-9a61-3b1f5c7d{:04d}"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the folder of real data is not here")


def entry(number: int, **values: Any) -> dict[str, Any]:
    return {"global_id": UUID.format(number), "resource_title": f"Jeu {number}"} | values


def node(entries: list[dict[str, Any]]) -> Callable[[str, Asked], Any]:
    def answer(path: str, asked: Asked) -> Any:
        if path != "/api/v1/resources":
            return Raw(b'{"message": "Not found"}', 404)
        assert int(asked["limit"]) <= 500
        offset = int(asked["offset"])
        found = sorted(entries, key=lambda one: str(one[asked["sort_by"]]))
        return {"total": len(found), "items": found[offset : offset + int(asked["limit"])]}

    return answer


def one(said: dict[str, Any]) -> DatasetDoc:
    found = resource(Said(said))
    assert found.dataset is not None
    return found.dataset


def licensed(**licence: Any) -> tuple[Named | None, list[str]]:
    found = resource(Said(entry(1, access_condition={"licence": licence})))
    assert found.dataset is not None
    return found.dataset.licence, [problem.problem.code for problem in found.item.problems]


def test_every_page_of_a_node_is_read_and_a_stopped_reading_goes_on() -> None:
    with speaking(node([entry(n) for n in range(230)])) as site:
        pages = read(Rudi(), site)
        assert names(pages) == [UUID.format(n) for n in range(230)]
        assert [page.cursor for page in pages] == ["100", "200", ""]
        assert told(pages) == []
        assert len(names(read(Rudi(), site, "/api/v1/resources?limit=7", cursor="200"))) == 30


def test_a_node_that_answers_a_bare_list_is_read_too() -> None:
    entries = [entry(n) for n in range(130)]

    def bare(path: str, asked: Asked) -> Any:
        offset = int(asked["offset"])
        return entries[offset : offset + int(asked["limit"])]

    with speaking(bare) as site:
        assert len(names(read(Rudi(), site))) == 130


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Raw(b"<html></html>"), "html"),
        (Raw(b'{"status_code": 400, "message": "no"}'), "shape"),
        (Raw(b"null"), "shape"),
        (Raw(b"{}", 500), "status"),
        (Raw(b"{}", 404), "status"),
        (Raw(b"", 307, {"Location": "http://[::1]/api"}), "private"),
    ],
)
def test_an_answer_that_is_none_is_refused_in_one_sentence(answer: Raw, code: str) -> None:
    assert refusal(Rudi(), lambda path, asked: answer) == code


def test_a_node_whose_door_has_moved_is_found() -> None:
    def moved(path: str, asked: Asked) -> Any:
        return (
            node([entry(1)])(path.replace("/catalog/", "/api/"), asked)
            if (path.startswith("/catalog/"))
            else Raw(b"<html>Page introuvable</html>", 404)
        )

    with speaking(moved) as site:
        assert names(read(Rudi(), site)) == [UUID.format(1)]
        assert names(read(Rudi(), site, "/catalog/v1/resources")) == [UUID.format(1)]


def test_a_node_that_ignores_what_page_is_asked_is_left() -> None:
    entries = [entry(n) for n in range(130)]
    with speaking(lambda path, asked: entries) as site:
        pages = read(Rudi(), site)
        assert (len(names(pages)), len(pages)) == (130, 2)


def test_a_deleted_set_is_said_and_two_sets_of_one_identifier_are_not_mixed() -> None:
    entries = [
        entry(1), entry(1, resource_title="Autre"),
        entry(2, dataset_dates={"deleted": "2024-01-01T00:00:00Z"}),
    ]  # fmt: skip
    with speaking(node(entries)) as site:
        pages = read(Rudi(), site)
        assert names(pages) == [UUID.format(1)]
        assert told(pages)[:2] == [(UUID.format(1), "twice"), (UUID.format(2), "unlisted")]


@pytest.fixture(scope="module")
def rennes() -> Page:
    (page,) = Rudi().pages(str(SAMPLES / "datarennes_meta.json"), of_file)
    return page


@needs_data
def test_the_metropolis_export_comes_in_whole(rennes: Page) -> None:
    datasets = rennes.reading.catalogue.datasets
    assert len(datasets) == len({doc.identifier for doc in datasets}) == 387
    assert not [problem for problem in rennes.reading.problems if problem.refused]
    assert sum(len(doc.distributions) for doc in datasets) == 331
    assert all(form.checksum and form.byte_size for doc in datasets for form in doc.distributions)
    assert sum(bool(doc.other_identifiers) for doc in datasets) == 331
    assert sum(doc.publisher is not None for doc in datasets) == 380  # 7 say "Aucun contact"
    assert sum(len(doc.keywords.get("fr", ())) for doc in datasets) == 826
    assert all(doc.created and doc.modified and doc.languages for doc in datasets)
    assert all(doc.description and doc.original_themes for doc in datasets)


@needs_data
def test_the_licences_of_the_metropolis_come_exactly(rennes: Page) -> None:
    """Whoever named none has none: a node fills the address with the Licence Ouverte."""
    licences = (one.licence or Named() for one in rennes.reading.catalogue.datasets)
    found = Counter(one.uri or one.labels["fr"][:18] for one in licences)
    assert found == {
        EU + "licence/ODC_BL": 323 + 16,  # 16 wrote its name as a licence of their own
        EU + "licence/CC_BYND_4_0": 5,
        "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf": 20,
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/": 11 + 1,
        "https://www.insee.fr/fr/information/2381863": 1,
        "Licence inconnue": 5,
        "Données ouvertes": 3,
        "Conditions inconnu": 1,
        "Utilisation libre ": 1,
    }
    assert {problem.problem.code for problem in rennes.reading.problems} == {"several"}
    assert len(rennes.reading.problems) == 26


@needs_data
def test_the_example_of_the_node_comes_in() -> None:
    doc = one(json.loads((SAMPLES / "metadata-example.json").read_bytes()))
    assert doc.licence == Named(EU + "licence/CC_BYNCSA_4_0")
    assert doc.spatial[0].box == (-1.677803, 48.112834, -1.677803, 48.112834)
    assert doc.temporal[0].start == "2021-02-12T10:33:15+00:00"
    assert doc.other_identifiers == ("doi:10.1007/s00223-003-0070-444", "testingID 4 lg")
    assert doc.extras == {}


@pytest.mark.parametrize(
    ("code", "uri"),
    [
        ("apache-2.0", EU + "licence/APACHE_2_0"),
        ("cc-by-nd-4.0", EU + "licence/CC_BYND_4_0"),
        ("etalab-1.0",
         "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf"),
        ("etalab-2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
        ("gpl-3.0", EU + "licence/GPL_3_0"),
        ("mit", EU + "licence/MIT"),
        ("odbl-1.0", EU + "licence/ODC_BL"),
        ("public-domain-cc0", EU + "licence/CC0"),
    ],
)  # fmt: skip
def test_each_licence_of_rudi_is_itself(code: str, uri: str) -> None:
    """RUDI's own DCAT calls cc-by-nd-4.0 "cc-by", and five others "notspecified"."""
    assert licensed(licence_type="STANDARD", licence_label=code) == (Named(uri), [])


def test_a_licence_of_ones_own_keeps_its_words() -> None:
    label = [{"lang": "fr", "text": "Licence de la ville"}]
    here = "https://ville.example/licence"
    assert licensed(licence_type="CUSTOM", custom_licence_label=label, custom_licence_uri=here) == (
        Named(here, {"fr": "Licence de la ville"}),
        [],
    )
    etalab = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    assert licensed(
        licence_type="CUSTOM", custom_licence_label=label, custom_licence_uri=etalab
    ) == (Named("", {"fr": "Licence de la ville"}), ["several"])
    assert licensed(licence_type="CUSTOM", custom_licence_uri=etalab)[0] == Named(etalab + "/")
    assert licensed(licence_type="STANDARD", licence_label="maison")[0] == Named(
        "", {"fr": "maison"}
    )


@pytest.mark.parametrize(
    ("restricted", "personal", "rights", "why"),
    [
        (None, None, None, {}),
        (False, False, Named(EU + "access-right/PUBLIC"), {}),
        (True, False, Named(EU + "access-right/RESTRICTED"), {"fr": "Sur convention"}),
        (True, True, Named(EU + "access-right/RESTRICTED"), {"fr": "Sur convention"}),
    ],
)
def test_who_may_have_it_and_why(
    restricted: bool | None, personal: bool | None, rights: Named | None, why: dict[str, str]
) -> None:
    told_of_it = {
        "confidentiality": {"restricted_access": restricted, "gdpr_sensitive": personal},
        "access_constraint": [{"lang": "fr-FR", "text": "Sur convention"}],
    }
    doc = one(entry(1, access_condition=told_of_it))
    assert (doc.access_rights, doc.why_not_open, doc.personal_data) == (rights, why, personal)


def test_personal_data_alone_close_a_set_and_say_why() -> None:
    doc = one(entry(1, access_condition={"confidentiality": {"gdpr_sensitive": True}}))
    assert doc.access_rights == Named(EU + "access-right/RESTRICTED")
    assert "données personnelles" in doc.why_not_open["fr"]


def test_the_mention_to_copy_comes_word_for_word_in_each_language() -> None:
    mention = [{"lang": "fr-FR", "text": "Source : Exemple"}, {"lang": "en", "text": "By Exemple"}]
    doc = one(entry(1, access_condition={"mandatory_mention": mention}))
    assert doc.attribution == {"en": "By Exemple", "fr": "Source : Exemple"}
    assert doc.rights == (Named("", doc.attribution),)


def media(**values: Any) -> tuple[DatasetDoc, tuple[ServiceDoc, ...]]:
    known = {"media_id": UUID.format(9), "connector": {"url": "https://n.example/m"}}
    found = resource(Said(entry(1, available_formats=[None, known | values])))
    assert found.dataset is not None
    return found.dataset, found.services


def test_a_map_service_is_a_service_that_serves_its_set() -> None:
    connector = {"url": "https://n.example/wms", "interface_contract": "wms"}
    doc, (service,) = media(media_type="SERVICE", connector=connector)
    assert service.serves == (doc.uri,)
    assert service.conforms_to == (Named("http://www.opengis.net/def/serviceType/ogc/wms"),)
    assert doc.distributions[0].access_services == (service.uri,)
    assert doc.distributions[0].download_urls == ()


def test_a_series_is_a_form_that_says_how_often_it_grows() -> None:
    """RUDI's own DCAT skips series."""
    doc, services = media(media_type="SERIES", period=900_000, current_size=10)
    assert services == ()
    assert doc.distributions[0].temporal_resolution == "PT15M"
    assert doc.distributions[0].byte_size == 10


def test_an_encrypted_file_says_so() -> None:
    doc, _services = media(media_type="FILE", file_type="text/csv+crypt")
    (form,) = doc.distributions
    assert form.format == Named(EU + "file-type/CSV")
    assert form.rights is not None
    assert "chiffré" in form.rights.labels["fr"]


def test_the_place_is_what_the_source_draws_not_its_middle() -> None:
    point = {"type": "Point", "coordinates": [-1.68, 48.11]}
    sides = {"west_longitude": -1.8, "south_latitude": 47.9,
             "east_longitude": -1.5, "north_latitude": 48.3}  # fmt: skip
    geography = {"bounding_box": sides, "geographic_distribution": point}
    (place,) = one(entry(1, geography=geography)).spatial
    assert place.box == (-1.8, 47.9, -1.5, 48.3)
    assert json.loads(place.geometry) == point


def test_nothing_is_said_of_a_frequency_that_rudi_does_not_know() -> None:
    """RUDI's own DCAT says "irregular" of every set."""
    assert one(entry(1)).frequency is None


@pytest.mark.parametrize(
    ("word", "code", "label"),
    [
        ("townPlanning", "REGI", "Urbanisme"),
        ("Economie", "ECON", "Économie"),
        ("Réseaux, Energie", "ENER", "Réseaux, Énergie"),
        ("publicSpace", "REGI", "Espace public"),
        ("transportation", "TRAN", "Mobilité, Transport"),
    ],
)
def test_a_theme_by_code_or_label_has_both_its_own_name_and_a_european_theme(
    word: str, code: str, label: str
) -> None:
    doc = one(entry(1, theme=word))
    assert doc.themes == (f"{EU}data-theme/{code}",)
    assert doc.original_themes[0].labels["fr"] == label


def test_old_addresses_of_a_set_can_be_redirected() -> None:
    assert f"/catalogue/detail/{UUID.format(1)}" in Rudi().old_paths(one(entry(1)))
