"""OGC API Records: every collection and page is read, and a stopped reading goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from parvis.catalogue.harvest.portals.ogcapi.portal import OgcApi
from parvis.catalogue.harvest.portals.ogcapi.record import record
from parvis.catalogue.harvest.portals.said import Said
from tests.catalogue.portals.portal import Asked, Raw, names, read, refusal, speaking, told

Entry = dict[str, Any]


def entry(number: int | str, **properties: Any) -> Entry:
    return {
        "type": "Feature",
        "id": f"jeu-{number}",
        "properties": {"type": "dataset", "title": f"Jeu {number}"} | properties,
        "links": [{"rel": "item", "href": f"https://a.example/{number}.csv", "type": "text/csv"}],
    }


def server(**collections: list[Entry]) -> Callable[[str, Asked], Any]:
    """Collections by name; two records a page; addresses of pages that only it can make."""

    def answer(path: str, asked: Asked) -> Any:
        if path == "/":
            return {"title": "Catalogue d’essai"}
        if path == "/collections":
            return {"collections": [{"id": one, "itemType": "record"} for one in collections]}
        name = path.removeprefix("/collections/").removesuffix("/items")
        start = int(asked.get("apres", 0))
        given = collections[name][start : start + 2]
        more = start + 2 < len(collections[name])
        links = [{"rel": "next", "href": f"{path}?apres={start + 2}"}] if more else []
        return {"type": "FeatureCollection", "features": given, "links": links}

    return answer


BOTH = server(donnees=[entry(n) for n in range(5)], vide=[], cartes=[entry("carte")])


def test_every_collection_and_page_is_read() -> None:
    with speaking(BOTH) as site:
        pages = read(OgcApi(), site)
        assert names(pages) == ["jeu-0", "jeu-1", "jeu-2", "jeu-3", "jeu-4", "jeu-carte"]
        assert told(pages) == []
        assert pages[0].reading.catalogue.title == {"fr": "Catalogue d’essai"}


def test_a_stopped_reading_goes_on_where_it_was() -> None:
    with speaking(BOTH) as site:
        whole = read(OgcApi(), site)
        for number, page in enumerate(whole[:-1], 1):
            rest = read(OgcApi(), site, cursor=page.cursor)
            assert names(rest) == names(whole[number:])
        assert whole[-1].cursor == ""


def test_an_address_of_one_collection_reads_only_that_one() -> None:
    with speaking(BOTH) as site:
        assert names(read(OgcApi(), site, "/collections/cartes/items?limit=3")) == ["jeu-carte"]


def test_a_server_that_goes_in_circles_ends() -> None:
    def circle(path: str, asked: Asked) -> Any:
        if path in {"/", "/collections"}:
            return {"collections": [{"id": "a"}]}
        page = int(asked.get("page", 0))
        links = [{"rel": "next", "href": f"?page={page + 1}"}]
        return {"features": [entry(1)], "links": links}

    with speaking(circle) as site:
        assert names(read(OgcApi(), site)) == ["jeu-1"]
        assert len(site.asked) <= 5


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Raw(b"<html></html>"), "html"),
        (Raw(b""), "empty"),
        (Raw(b"[" * 100_000), "depth"),
        ({"collections": []}, "shape"),
        ({"collections": [{"id": "../.."}]}, "shape"),
        ({"collections": [{"id": "a"}], "features": {}}, "shape"),
        (Raw(status=404), "status"),
    ],
)
def test_what_is_no_such_server_is_refused_in_one_sentence(answer: Any, code: str) -> None:
    assert refusal(OgcApi(), lambda _path, _asked: answer) == code


def test_a_service_is_a_service() -> None:
    said = entry("wms", type="service") | {
        "links": [{"rel": "service-desc", "href": "https://a.example/wms?request=GetCapabilities"}]
    }
    found = record(Said(said))
    assert found.dataset is None
    (service,) = found.services
    assert service.endpoint_descriptions == ("https://a.example/wms?request=GetCapabilities",)


def test_what_a_record_says() -> None:
    said = entry(1, license="ODbL-1.0", themes=[{"concepts": [{"id": "environment"}]}]) | {
        "geometry": None,
        "bbox": [-1.8, 48.0, 0, -1.6, 48.2, 90],
        "time": {"interval": ["2020-01-01", ".."]},
    }
    found = record(Said(said)).dataset
    assert found
    assert found.licence
    assert found.licence.uri.endswith("/ODC_BL")
    assert [one.rpartition("/")[2] for one in found.themes] == ["ENVI"]
    assert found.spatial[0].box == (-1.8, 48.0, -1.6, 48.2)
    assert (found.temporal[0].start, found.temporal[0].end) == ("2020-01-01", "")
    (file,) = found.distributions
    assert file.format
    assert file.format.uri.endswith("/CSV")
    assert file.licence == found.licence


@pytest.mark.parametrize("box", [[1, 2, 3], ["a"] * 4, [500, 0, 501, 1], [None] * 6])
def test_a_box_that_is_none_is_said(box: list[Any]) -> None:
    found = record(Said(entry(1) | {"bbox": box}))
    assert found.dataset
    assert found.dataset.spatial == ()
    assert [one.problem.params["field"] for one in found.item.problems] == ["bbox"]
