"""The data model and the options of the standard, entity by entity."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.observations.models import Datastream, Location, Thing
from parvis.observations.sta.entities import BY_NAME, ENTITIES, OBSERVATION, Entity
from tests.observations.sta.conftest import ROOT, City, Get, stream

# the optional ones, which are said when they are known
OPTIONAL = {"observedArea", "resultQuality", "validTime", "parameters"}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda one: one.name)
def test_each_entity_has_the_properties_of_the_standard(
    city: City, wind: Datastream, get: Get, entity: Entity
) -> None:
    [found] = get(f"{entity.plural}?$top=1")["value"]
    names = {one.name for one in entity.properties} - OPTIONAL
    links = {f"{one.name}@iot.navigationLink" for one in entity.relations}
    if entity is OBSERVATION:  # the first is of a datastream of one property
        links.remove("MultiDatastream@iot.navigationLink")
    assert set(found) == names | links | {"@iot.selfLink"}
    assert get(found["@iot.selfLink"]) == found
    for name in links:
        get(found[name])


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda one: one.name)
def test_each_relation_leads_both_ways(
    city: City, wind: Datastream, get: Get, entity: Entity
) -> None:
    for relation in entity.relations:
        that = f"&$filter={relation.name}/id gt 0"  # one that has it
        [found] = get(f"{entity.plural}?$top=1&$expand={relation.name}{that}")["value"]
        inside = found[relation.name]
        far = inside[0] if relation.many else inside
        back = next(one for one in BY_NAME[relation.target].relations if one.target == entity.name)
        there = get(far[f"{back.name}@iot.navigationLink"] + ("?$top=100" if back.many else ""))
        rows = there.get("value", [there])
        assert found["@iot.id"] in [one["@iot.id"] for one in rows]


def test_every_kind_of_path_is_answered(city: City, get: Get) -> None:
    thing, stream = f"Things({city.mairie.pk})", f"Datastreams({city.air.pk})"
    assert get(f"{thing}/name") == {"name": "Mairie"}
    assert get(f"{thing}/name/$value") == "Mairie"
    assert get(f"{thing}/properties/rue") == {"rue": "Le Bastard"}
    assert get(f"{thing}/properties/rue/$value") == "Le Bastard"
    assert get(f"{stream}/unitOfMeasurement/symbol/$value") == "°C"
    assert get(f"{stream}/Thing/name/$value") == "Mairie"
    assert get(f"{stream}/Thing")["@iot.id"] == city.mairie.pk
    assert get(f"{thing}/{stream}/Sensor/name/$value") == "BME280"
    refs = get("Things/$ref")["value"]
    assert refs[0] == {"@iot.selfLink": f"http://127.0.0.1:8000{ROOT}/{thing}"}
    assert get(f"{stream}/Thing/$ref") == refs[0]
    get(f"{stream}/observedArea", 204)
    get(f"{thing}/Datastreams({city.noise.pk})", 404)
    for path in ("Things(99999)", "Things(99999)/Datastreams", "Nothing", "Things(1)/nothing",
                 "Things(x)", f"{thing}/properties/absente/$value/x"):  # fmt: skip
        answer = Client().get(f"{ROOT}/{path}")
        assert answer.status_code in (400, 404)
        assert answer.json()["type"] == "error"


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("$filter=name eq", "caractère"), ("$filter=nom eq 'x'", "nom"), ("$top=-1", "$top"),
        ("$top=a", "$top"), ("$skip=1.5", "$skip"), ("$count=oui", "$count"),
        ("$order=a", "$order"),
        ("$orderby=location", "location"), ("$expand=Sensor", "Sensor"), ("$select=nom", "nom"),
        ("$resultFormat=xml", "xml"), ("$skiptoken=AAAA", "page"), ("$filter=name", "condition"),
        ("$filter=name gt 3", "comparer"), ("$filter=st_within(name, 'x')", "lieu"),
        ("$filter=nearby(name)", "nearby"), ("$filter=length(name, 3) eq 1", "length"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_refused(city: City, get: Get, query: str, word: str) -> None:
    assert word in get(f"Locations?{query}", 400)["message"]


def test_options_apply_in_the_order_of_the_standard(city: City, get: Get) -> None:
    """Filter, count, order, skip, top, expand, select, whatever their order in the address."""
    page = get(
        "Observations?$select=result&$top=2&$skip=1&$orderby=result desc&$count=true"
        "&$expand=Datastream($select=name)&$filter=result lt 16"
    )
    assert page["@iot.count"] == 6
    assert page["value"] == [{"result": n, "Datastream": {"name": "Air"}} for n in (14, 13)]


def test_what_is_selected_is_all_that_is_told(city: City, get: Get) -> None:
    path = f"Things({city.mairie.pk})?$select=name,properties/rue,id"
    assert get(path) == {
        "name": "Mairie", "properties": {"rue": "Le Bastard"}, "@iot.id": city.mairie.pk,
    }  # fmt: skip
    [stream] = get(f"{path}&$expand=Datastreams($select=unitOfMeasurement/symbol)")["Datastreams"]
    assert stream == {"unitOfMeasurement": {"symbol": "°C"}}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda one: one.name)
def test_every_property_gives_an_order(
    city: City, wind: Datastream, get: Get, entity: Entity
) -> None:
    """And pages that follow it show each entity once."""
    skipped = {"location", "feature", "observedArea", "resultQuality", "parameters"}
    whole = {one["@iot.id"] for one in get(f"{entity.plural}?$top=1000")["value"]}
    for one in entity.properties:
        if one.name in skipped:
            continue
        for way in ("", " desc"):
            page = get(f"{entity.plural}?$orderby={one.name}{way}&$top=3&$select=id")
            seen = [row["@iot.id"] for row in page["value"]]
            while "@iot.nextLink" in page:
                page = get(page["@iot.nextLink"])
                seen += [row["@iot.id"] for row in page["value"]]
            assert len(seen) == len(whole)
            assert set(seen) == whole


def test_nothing_asked_for_has_no_page_after(city: City, get: Get) -> None:
    assert get("Things?$top=0&$count=true") == {"@iot.count": 2, "value": []}
    assert "@iot.nextLink" not in get("Things?$top=2")
    assert "@iot.nextLink" in get("Things?$top=1")


def test_pages_of_what_is_expanded(city: City, get: Get) -> None:
    path = (
        "Datastreams?$filter=name eq 'Air'&$expand=Observations($top=4;$count=true;$select=result)"
    )
    [stream] = get(path)["value"]
    assert stream["Observations@iot.count"] == 10
    assert [one["result"] for one in stream["Observations"]] == [10, 11, 12, 13]
    rest = get(stream["Observations@iot.nextLink"])
    assert [one["result"] for one in rest["value"]] == [14, 15, 16, 17]


def test_as_many_questions_whatever_the_number_of_rows(city: City, get: Get) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            get(path)
        return len(questions)

    path = "Things?$expand=Datastreams($expand=Observations($top=2),Sensor),Locations"
    few = asked(f"{path}&$top=1")
    for number in range(20):
        thing = Thing.objects.create(name=f"Sonde {number}", description="")
        stream(thing, "Air", city.air.observed_property, city.air.sensor)
    assert asked(path) == few < 15


AROUND = "geography'POLYGON((-1.69 48.10,-1.675 48.10,-1.675 48.12,-1.69 48.12,-1.69 48.10))'"
HERE = "geography'POINT(-1.68 48.11)'"


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (f"st_within(location, {AROUND})", "Place de la Mairie"),
        (f"geo.intersects(location, {AROUND})", "Place de la Mairie"),
        (f"st_intersects({AROUND}, location)", "Place de la Mairie"),
        (f"st_disjoint(location, {AROUND})", "Thabor"),
        (f"not st_within(location, {AROUND})", "Thabor"),
        (f"st_equals(location, {HERE})", "Place de la Mairie"),
        (f"st_contains({AROUND}, location)", "Place de la Mairie"),
        (f"st_touches(location, {AROUND})", ""), (f"st_overlaps(location, {AROUND})", ""),
        (f"st_crosses(location, {AROUND})", ""),
        (f"st_relate(location, {AROUND}, 'T*F**F***')", "Place de la Mairie"),
        (f"st_relate(location, {AROUND}, 'FF*******')", "Thabor"),
        (f"geo.distance(location, {HERE}) lt 0.001", "Place de la Mairie"),
        (f"geo.distance(location, {HERE}) gt 0.001 and name eq 'Thabor'", "Thabor"),
        ("geo.length(location) eq 0", "Place de la Mairie Thabor"),
        (f"st_within(location, {AROUND}) or name eq 'Thabor'", "Place de la Mairie Thabor"),
    ],
)  # fmt: skip
def test_functions_on_places(city: City, get: Get, condition: str, names: str) -> None:
    found = get(f"Locations?$orderby=name&$filter={condition}")["value"]
    assert " ".join(one["name"] for one in found) == names


def test_a_place_that_was_not_made_at_this_door_is_found_too(city: City, get: Get) -> None:
    place = Location.objects.get(name="Thabor")
    Location.objects.filter(pk=place.pk).update(west=None, south=None, east=None, north=None)
    where = place.location["coordinates"]
    condition = f"st_within(location, geography'{square(*where)}')"
    assert [one["name"] for one in get(f"Locations?$filter={condition}")["value"]] == ["Thabor"]


def square(x: float, y: float) -> str:
    west, south, east, north = x - 0.001, y - 0.001, x + 0.001, y + 0.001
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({','.join(f'{a} {b}' for a, b in corners)}))"


def test_lines_and_surfaces_meet_as_geometry_says(city: City, get: Get) -> None:
    place = Location.objects.get(name="Thabor")
    place.location = {"type": "LineString", "coordinates": [[0, 0], [2, 2]]}
    place.west, place.south, place.east, place.north = 0, 0, 2, 2
    place.save()

    def is_true(condition: str) -> bool:
        return len(get(f"Locations?$filter={condition} and name eq 'Thabor'")["value"]) == 1

    square = "geography'POLYGON((0 0,1 0,1 1,0 1,0 0))'"
    assert is_true(f"st_crosses(location, {square})")
    assert is_true("st_touches(location, geography'LINESTRING(2 2,3 0)')")
    assert is_true("st_overlaps(location, geography'LINESTRING(1 1,3 3)')")
    assert is_true(f"st_relate(location, {square}, '101F00212')")
    assert not is_true(f"st_relate(location, {square}, 'FF*******')")
    assert is_true("geo.length(location) gt 2.82")


def test_other_formats(city: City, get: Get) -> None:
    path = f"Datastreams({city.air.pk})/Observations?$top=2"
    [group] = get(f"{path}&$resultFormat=dataArray")["value"]
    assert group["Datastream@iot.navigationLink"].endswith(f"/Datastreams({city.air.pk})")
    assert group["components"] == ["id", "phenomenonTime", "resultTime", "result"]
    assert [row[1:] for row in group["dataArray"]] == [
        ["2026-01-01T12:00:00Z", None, 10], ["2026-01-01T13:00:00Z", None, 11],
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(get(
        f"{path}&$resultFormat=CSV&$expand=Datastream($select=name)&$select=result,phenomenonTime"
    ))))  # fmt: skip
    assert rows[0] == {
        "result": "10", "phenomenonTime": "2026-01-01T12:00:00Z", "Datastream/name": "Air",
    }  # fmt: skip
    shown = get("Things?$expand=Locations&$resultFormat=GeoJSON&$orderby=name")
    assert [one["geometry"]["coordinates"] for one in shown["features"]] == [
        [-1.68, 48.11], [-1.669, 48.114],
    ]  # fmt: skip
    assert shown["features"][0]["properties"]["properties/rue"] == "Le Bastard"


def test_a_table_holds_nothing_that_a_spreadsheet_would_run(city: City, get: Get) -> None:
    city.mairie.name, city.mairie.properties = "=1+1", {"@a": "+2", "b": -3, "c": "d'ici"}
    city.mairie.save()
    [row] = csv.DictReader(io.StringIO(get(f"Things({city.mairie.pk})?$resultFormat=CSV")))
    assert (row["name"], row["properties/@a"]) == ("'=1+1", "'+2")
    assert (row["properties/b"], row["properties/c"]) == ("-3", "d'ici")
    [row] = csv.DictReader(io.StringIO(get(
        f"Things({city.mairie.pk})?$resultFormat=CSV&$select=properties/@a"
    )))  # fmt: skip
    assert list(row.values()) == ["'+2"]
