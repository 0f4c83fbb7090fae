"""Re-users read the sensors of a city through SensorThings."""

from __future__ import annotations

from tests.observations.sta.conftest import City, Get


def test_the_root_lists_the_sets_with_and_without_a_last_slash(city: City, get: Get) -> None:
    names = [one["name"] for one in get("")["value"]]
    assert names == [
        "Things", "Locations", "HistoricalLocations", "Datastreams", "MultiDatastreams", "Sensors",
        "ObservedProperties", "Observations", "FeaturesOfInterest",
    ]  # fmt: skip


def test_a_thing_in_the_shape_of_the_standard(city: City, get: Get) -> None:
    own = f"http://127.0.0.1:8000/sta/v1.1/Things({city.mairie.pk})"
    assert get(f"Things({city.mairie.pk})") == {
        "@iot.id": city.mairie.pk,
        "@iot.selfLink": own,
        "name": "Mairie",
        "description": "Place de la Mairie",
        "properties": {"étage": 2, "rue": "Le Bastard"},
        "Locations@iot.navigationLink": f"{own}/Locations",
        "HistoricalLocations@iot.navigationLink": f"{own}/HistoricalLocations",
        "Datastreams@iot.navigationLink": f"{own}/Datastreams",
        "MultiDatastreams@iot.navigationLink": f"{own}/MultiDatastreams",
    }


def test_pages(city: City, get: Get) -> None:
    page = get(f"Datastreams({city.air.pk})/Observations?$top=4&$count=true")
    assert page["@iot.count"] == 10
    assert [one["result"] for one in page["value"]] == [10, 11, 12, 13]
    seen = list(page["value"])
    while "@iot.nextLink" in page:
        page = get(page["@iot.nextLink"])
        seen += page["value"]
    assert [one["result"] for one in seen] == list(range(10, 20))


def test_the_latest_of_everything(city: City, get: Get) -> None:
    page = get(
        "Things?$expand=Datastreams($orderby=name;"
        "$expand=Observations($orderby=phenomenonTime desc;$top=1))"
    )
    found = {
        stream["name"]: stream["Observations"][0]["result"]
        for thing in page["value"] for stream in thing["Datastreams"]
    }  # fmt: skip
    assert found == {"Air": 19, "Bruit": 54.5, "État": {"a": {"b": 3}}}


def test_filters(city: City, get: Get) -> None:
    def names(path: str) -> list[str]:
        return [one["name"] for one in get(path)["value"]]

    assert names("Things?$filter=properties/étage eq 2") == ["Mairie"]
    assert names("Things?$filter=not (properties/étage eq 2)") == ["Parc"]
    assert names("Things?$filter=Datastreams/name eq 'Air'") == ["Mairie"]
    assert names("Things?$filter=Datastreams/Observations/result gt 50") == ["Parc"]
    assert names("Datastreams?$filter=Thing/name eq 'Parc'&$orderby=name desc") == ["État", "Bruit"]
    assert names(
        "Things?$filter=geo.distance(Locations/location, geography'POINT(-1.68 48.11)') lt 0.001"
    ) == ["Mairie"]
    results = get("Observations?$filter=result gt 17 and Datastream/Thing/name eq 'Mairie'")[
        "value"
    ]
    assert [one["result"] for one in results] == [18, 19]
