"""Several properties measured at once: a MultiDatastream (OGC 18-088, 14.3), made and read."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.observations import actions, ingest
from parvis.observations.measures import Measure, MeasureProblem
from parvis.observations.models import Datastream, Dropped, Key, ObservedProperty, Sealed
from parvis.observations.multi import ADDRESS, COMPLEX
from parvis.observations.sealing import seal_due
from parvis.observations.series import series
from tests.observations.makers import lake, now
from tests.observations.sta.conftest import HOUR, NOON, ROOT, SECRET, City, Get, Send

__all__ = ["lake", "now"]
MEASURE, COUNT, TRUTH = (f"{ADDRESS}OM_{one}" for one in (
    "Measurement", "CountObservation", "TruthObservation"))  # fmt: skip
SPEED = {"name": "Vitesse", "definition": "urn:v", "description": ""}
RAIN = {"name": "Pluie", "definition": "urn:p", "description": ""}
METRES = {"name": "mètre par seconde", "symbol": "m/s", "definition": "ucum:m/s"}
NOTHING = {"name": None, "symbol": None, "definition": None}
SENSOR = {"name": "WS90", "description": "", "encodingType": "text/plain", "metadata": "ws90"}


def multi(**more: Any) -> dict[str, Any]:
    return {
        "name": "Vent et pluie", "description": "", "Sensor": SENSOR,
        "multiObservationDataTypes": [MEASURE, TRUTH], "unitOfMeasurements": [METRES, NOTHING],
        "ObservedProperties": [SPEED, RAIN],
    } | more  # fmt: skip


def results(found: Any) -> list[Any]:
    return [one["result"] for one in found["value"]]


def test_it_is_told_in_the_shape_of_the_standard(city: City, wind: Datastream, get: Get) -> None:
    found = get(f"MultiDatastreams({wind.pk})")
    assert found["observationType"] == COMPLEX
    assert found["multiObservationDataTypes"] == [MEASURE, MEASURE]
    assert [one["symbol"] for one in found["unitOfMeasurements"]] == ["m/s", "°"]
    assert found["phenomenonTime"] == "2026-01-01T12:00:00Z/2026-01-01T15:00:00Z"
    first = get(found["Observations@iot.navigationLink"])["value"][0]
    assert first["result"] == [3.5, 270]
    assert first["MultiDatastream@iot.navigationLink"].endswith("/MultiDatastream")
    assert "Datastream@iot.navigationLink" not in first
    assert get(first["MultiDatastream@iot.navigationLink"])["@iot.id"] == wind.pk


def test_the_two_kinds_are_never_mixed_up(city: City, wind: Datastream, get: Get) -> None:
    plain = city.air.pk
    mine = {one["@iot.id"] for one in get("Datastreams")["value"]}
    assert wind.pk not in mine
    assert [one["@iot.id"] for one in get("MultiDatastreams")["value"]] == [wind.pk]
    for path in (f"Datastreams({wind.pk})", f"MultiDatastreams({plain})",
                 f"Things({city.mairie.pk})/Datastreams({wind.pk})"):  # fmt: skip
        get(path, 404)
    thing = get(f"Things({city.mairie.pk})?$expand=Datastreams,MultiDatastreams")
    assert [one["@iot.id"] for one in thing["Datastreams"]] == [plain]
    assert [one["@iot.id"] for one in thing["MultiDatastreams"]] == [wind.pk]
    [one] = get(f"MultiDatastreams({wind.pk})/Observations?$top=1")["value"]
    own = f"Observations({one['@iot.id']})"
    get(f"{own}/Datastream", 404)
    both = get(f"{own}?$expand=Datastream,MultiDatastream")
    assert (both["Datastream"], both["MultiDatastream"]["name"]) == (None, "Vent")
    for named, wanted in (("Datastream", 17), ("MultiDatastream", 4)):
        page = get(f"Observations?$filter={named}/@iot.id gt 0&$count=true")
        assert page["@iot.count"] == wanted
    assert get(f"Observations?$filter=Datastream/@iot.id eq {wind.pk}")["value"] == []
    assert get(f"Observations?$filter=MultiDatastream/@iot.id eq {plain}")["value"] == []
    other = get(f"Observations?$filter=not (Datastream/@iot.id ne {plain})&$count=true")
    assert other["@iot.count"] == 14  # none of what has no Datastream has another one


def test_properties_keep_their_order(city: City, wind: Datastream, get: Get) -> None:
    names = ["Vitesse du vent", "Direction du vent"]
    path = f"MultiDatastreams({wind.pk})"
    page = get(f"{path}/ObservedProperties")
    assert [one["name"] for one in page["value"]] == names
    first = get(f"{path}/ObservedProperties?$top=1")
    assert [one["name"] for one in first["value"]] == names[:1]
    assert [one["name"] for one in get(first["@iot.nextLink"])["value"]] == names[1:]
    inside = get(f"{path}?$expand=ObservedProperties")["ObservedProperties"]
    assert [one["name"] for one in inside] == names
    other = get(f"{path}/ObservedProperties?$orderby=name")["value"]
    assert [one["name"] for one in other] == names[::-1]
    [found] = get("MultiDatastreams?$filter=ObservedProperties/name eq 'Direction du vent'")[
        "value"
    ]
    assert found["@iot.id"] == wind.pk
    [back] = get(f"ObservedProperties({9_000})/MultiDatastreams")["value"]
    assert back["@iot.id"] == wind.pk


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("$filter=result[0] gt 5", [[12.25, 10], [7, 90]]),
        ("$filter=result[1] eq null and MultiDatastream/name eq 'Vent'", [[4, None]]),
        ("$filter=result[0] lt 4 or result[1] le 10", [[3.5, 270], [12.25, 10]]),
        ("$filter=result[0] mul 2 gt result[1]", [[12.25, 10]]),
        ("$filter=MultiDatastream/unitOfMeasurements[1]/symbol eq '°' and result[0] eq 7",
         [[7, 90]]),
        ("$filter=result[1] gt 0&$orderby=result[1]", [[12.25, 10], [7, 90], [3.5, 270]]),
        ("$filter=result[0] gt 0&$orderby=result[0] desc",
         [[12.25, 10], [7, 90], [4, None], [3.5, 270]]),
        ("$filter=MultiDatastream/name eq 'Vent'&$orderby=result[1] desc",
         [[3.5, 270], [7, 90], [12.25, 10], [4, None]]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sealed", [False, True], ids=["recent", "sealed"])
def test_values_are_asked_for_by_their_rank(
    city: City, wind: Datastream, get: Get, lake: Any, now: Any, query: str, wanted: list[Any],
    sealed: bool,
) -> None:  # fmt: skip
    if sealed:
        assert seal_due() == 1
        assert Sealed.objects.get(rows__gt=0).rows == 22
    page = get(f"Observations?{query}&$count=true&$top=100")
    found = results(page)
    assert (found if "$orderby" in query else sorted(found)) == (
        wanted if "$orderby" in query else sorted(wanted)
    )
    assert page["@iot.count"] == len(wanted)
    page = get(f"Observations?{query}&$top=1")
    seen = results(page)
    while "@iot.nextLink" in page:
        page = get(page["@iot.nextLink"])
        seen += results(page)
    assert sorted(map(str, seen)) == sorted(map(str, found))
    if "$orderby" in query:
        assert seen == found


def test_each_keeps_its_own_order(city: City, wind: Datastream, send: Send, get: Get) -> None:
    """Of properties that several share; and many have one question."""
    ours(city, send)
    other = multi(
        Thing={"@iot.id": city.mairie.pk}, unitOfMeasurements=[NOTHING, METRES],
        multiObservationDataTypes=[TRUTH, MEASURE],
        ObservedProperties=[{"@iot.id": 8_999}, {"@iot.id": 9_000}],
    )  # fmt: skip
    send("POST", "MultiDatastreams", other)

    def asked(top: int) -> tuple[list[list[int]], int]:
        with CaptureQueriesContext(connection) as questions:
            found = get(f"MultiDatastreams?$expand=ObservedProperties&$top={top}")["value"]
        return [[one["@iot.id"] for one in each["ObservedProperties"]] for each in found], len(
            questions
        )

    orders, few = asked(1)
    both, many = asked(2)
    assert (orders, both) == ([[9_000, 8_999]], [[9_000, 8_999], [8_999, 9_000]])
    assert few == many


@pytest.mark.parametrize("sealed", [False, True], ids=["recent", "sealed"])
def test_a_series_of_one_of_several(
    city: City, wind: Datastream, lake: Any, now: Any, sealed: bool
) -> None:
    if sealed:
        assert seal_due() == 1
    found = [series(wind.pk, "day", NOON, NOON + 9 * HOUR, ZoneInfo("UTC"), n) for n in (0, 1)]
    assert [[one[1:] for one in each] for each in found] == [
        [(3.5, 6.6875, 12.25, 4)], [(10.0, pytest.approx(370 / 3), 270.0, 3)],
    ]  # fmt: skip
    assert series(wind.pk, "day", NOON, NOON + 9 * HOUR, ZoneInfo("UTC"), 2) == []
    assert series(wind.pk, "day", NOON, NOON + 9 * HOUR, ZoneInfo("UTC")) == []


def test_a_number_beyond_all_is_refused(
    city: City, wind: Datastream, send: Send, client: Client
) -> None:
    ours(city, send)
    answer = client.post(
        f"{ROOT}/MultiDatastreams({wind.pk})/Observations", '{"result": [1e999, 2]}',
        content_type="application/json", headers={"Authorization": f"Bearer {SECRET}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert "infini" in answer.json()["message"]


def test_what_is_selected_of_a_result(city: City, wind: Datastream, get: Get) -> None:
    page = get(f"MultiDatastreams({wind.pk})/Observations?$select=result[1],phenomenonTime&$top=1")
    assert page["value"] == [{"result": {"1": 270}, "phenomenonTime": "2026-01-01T12:00:00Z"}]
    [group] = get(f"MultiDatastreams({wind.pk})/Observations?$resultFormat=dataArray")["value"]
    assert group["MultiDatastream@iot.navigationLink"].endswith(f"/MultiDatastreams({wind.pk})")
    assert [row[3] for row in group["dataArray"]][1] == [4, None]
    assert "[4, null]" in get(f"MultiDatastreams({wind.pk})/Observations?$resultFormat=CSV")


def test_the_latest_of_everything_is_one_read(city: City, wind: Datastream, get: Get) -> None:
    path = (
        "Things?$expand=MultiDatastreams($expand=Observations($orderby=phenomenonTime desc;$top=1))"
    )
    [last] = get(path)["value"][0]["MultiDatastreams"][0]["Observations"]
    assert last["result"] == [7, 90]

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            get(path)
        return len(questions)

    assert asked("Observations?$filter=result gt 12") == asked("Observations?$filter=result gt 60")
    few = asked(f"MultiDatastreams({wind.pk})/Observations?$top=1")
    assert asked(f"MultiDatastreams({wind.pk})/Observations?$top=4") == few


def test_a_thing_comes_with_its_datastreams_of_several(city: City, send: Send, get: Get) -> None:
    said = [{"phenomenonTime": f"2026-01-01T{hour}:00:00Z", "result": [hour / 4, hour > 12]}
            for hour in (12, 13)]  # fmt: skip
    place = {"name": "Mât", "description": "", "encodingType": "application/geo+json",
             "location": {"type": "Point", "coordinates": [-1.68, 48.11]}}  # fmt: skip
    whole = {"name": "Station", "description": "", "Locations": [place],
             "MultiDatastreams": [multi(Observations=said)]}  # fmt: skip
    key = send("POST", "Things", whole)["@iot.id"]
    [made] = get(f"Things({key})/MultiDatastreams?$expand=Observations,ObservedProperties")["value"]
    assert [one["result"] for one in made["Observations"]] == [[3, False], [3.25, True]]
    assert [one["name"] for one in made["ObservedProperties"]] == ["Vitesse", "Pluie"]
    assert made["observationType"] == COMPLEX
    one = send("POST", f"MultiDatastreams({made['@iot.id']})/Observations", {"result": [1, None]})
    assert get(f"Observations({one['@iot.id']})/result") == {"result": [1, None]}
    named = {"result": [2, True], "MultiDatastream": {"@iot.id": made["@iot.id"]}}
    send("POST", "Observations", named)
    assert Datastream.objects.get(pk=made["@iot.id"]).count == 4


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"multiObservationDataTypes": [MEASURE]}, "1 multiObservationDataTypes"),
        ({"unitOfMeasurements": [METRES]}, "1 unitOfMeasurements"),
        ({"ObservedProperties": [SPEED]}, "1 ObservedProperties"),
        ({"unitOfMeasurements": [METRES, METRES]}, "unitOfMeasurements[1]"),
        ({"unitOfMeasurements": [METRES, "m/s"]}, "unitOfMeasurements[1]"),
        ({"unitOfMeasurements": METRES}, "unitOfMeasurements"),
        ({"multiObservationDataTypes": [MEASURE, "OM_Nothing"]}, "OM_Nothing"),
        ({"multiObservationDataTypes": [MEASURE, 3]}, "multiObservationDataTypes[1]"),
        ({"multiObservationDataTypes": []}, "1 à 100"),
        ({"multiObservationDataTypes": None}, "multiObservationDataTypes"),
        ({"observationType": MEASURE}, COMPLEX),
        ({"ObservedProperties": {}}, "ObservedProperties"),
        ({"ObservedProperties": [{"@iot.id": 9_000}, {"@iot.id": 9_000}]}, "9000"),
        ({"ObservedProperties": [{"@iot.id": 9_000}, {"@iot.id": 123_456}]}, "123456"),
    ],
)  # fmt: skip
def test_types_units_and_properties_agree(
    city: City, wind: Datastream, send: Send, changed: dict[str, Any], said: str
) -> None:
    ours(city, send)
    body = multi(Thing={"@iot.id": city.mairie.pk}) | changed
    before = Datastream.objects.count()
    assert said in send("POST", "MultiDatastreams", body, 400)["message"]
    assert Datastream.objects.count() == before
    without = {name: value for name, value in body.items() if name not in changed}
    assert send("POST", "MultiDatastreams", without, 400 if set(changed) - {"observationType"} else
                201)  # fmt: skip


def ours(city: City, send: Send) -> None:
    """The mairie's thing is of the organisation of the key."""
    city.mairie.organisation = Key.objects.get(username="capteurs").organisation
    city.mairie.save()


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ([1, 2, 3], "en a 3"), ([1], "en a 1"), ([], "en a 0"), (12, "« 12 »"),
        (None, "« null »"), ("1,2", "1,2"), ({"0": 1}, "liste de 2"),
        ([1, "nord"], "rang 2"), ([True, 2], "rang 1"), ([[1], 2], "OM_Measurement"),
    ],
)  # fmt: skip
def test_a_result_is_as_the_datastream_says(
    city: City, wind: Datastream, send: Send, get: Get, result: Any, said: str
) -> None:
    ours(city, send)
    path = f"MultiDatastreams({wind.pk})/Observations"
    assert said in send("POST", path, {"result": result}, 400)["message"]
    [one] = get(f"{path}?$top=1")["value"]
    own = f"Observations({one['@iot.id']})"
    assert said in send("PATCH", own, {"result": result}, 400)["message"]
    assert len(results(get(path))) == 4


@pytest.mark.parametrize(
    ("kind", "good", "wrong"),
    [("OM_CountObservation", 3, 3.5), ("OM_TruthObservation", True, 1),
     ("OM_CategoryObservation", "urn:nord", 3), (COUNT, 2.0, "2"),
     ("OM_Observation", {"a": 1}, ())],
)  # fmt: skip
def test_each_type_takes_its_values(
    city: City, wind: Datastream, send: Send, kind: str, good: Any, wrong: Any
) -> None:
    ours(city, send)
    units = [METRES, NOTHING]
    body = multi(multiObservationDataTypes=[MEASURE, kind], unitOfMeasurements=units)
    key = send("POST", "MultiDatastreams", body | {"Thing": {"@iot.id": city.mairie.pk}})["@iot.id"]
    path = f"MultiDatastreams({key})/Observations"
    send("POST", path, {"result": [1.5, good]})
    send("POST", path, {"result": [None, None]})
    if wrong != ():
        assert "rang 2" in send("POST", path, {"result": [1.5, wrong]}, 400)["message"]


def test_an_observation_names_one_datastream_of_the_right_kind(
    city: City, wind: Datastream, send: Send
) -> None:
    ours(city, send)
    plain, several = {"@iot.id": city.air.pk}, {"@iot.id": wind.pk}
    both = {"result": [1, 2], "Datastream": plain, "MultiDatastream": several}
    assert "nommez-en une seule" in send("POST", "Observations", both, 400)["message"]
    for wrong in ({"Datastream": several}, {"MultiDatastream": plain}):
        body = {"result": [1, 2]} | wrong
        assert "Aucun" in send("POST", "Observations", body, 400)["message"]
        path = f"Observations({first(wind)})"
        assert "Aucun" in send("PATCH", path, wrong, 400)["message"]
    assert "MultiDatastream" in send(
        "PATCH", f"Observations({first(wind)})", {"Datastream": plain, "MultiDatastream": several},
        400,
    )["message"]  # fmt: skip
    assert "liste" in send("POST", "Observations", {"result": 1, "Datastream": several}, 400)[
        "message"]  # fmt: skip
    assert "Datastream" in send("POST", "Observations", {"result": [1, 2]}, 400)["message"]


def first(stream: Datastream) -> int:
    found = stream.observations.order_by("pk").first()
    assert found is not None
    return found.pk


def test_many_at_once(city: City, wind: Datastream, send: Send, get: Get) -> None:
    ours(city, send)
    group = {
        "MultiDatastream": {"@iot.id": wind.pk}, "components": ["phenomenonTime", "result"],
        "dataArray": [["2026-01-02T00:00:00Z", [1, 2]], ["2026-01-02T01:00:00Z", [1]],
                      ["2026-01-02T02:00:00Z", 3], ["2026-01-02T03:00:00Z", [None, 4.5]]],
    }  # fmt: skip
    made = send("POST", "CreateObservations", [group])
    assert [one == "error" for one in made] == [False, True, True, False]
    path = (
        f"MultiDatastreams({wind.pk})/Observations?$filter=phenomenonTime gt 2026-01-01T20:00:00Z"
    )
    assert results(get(path)) == [[1, 2], [None, 4.5]]
    for name, key in (("MultiDatastream", city.air.pk), ("Datastream", wind.pk)):
        rest = {one: value for one, value in group.items() if one != "MultiDatastream"}
        wrong = [rest | {name: {"@iot.id": key}}]
        assert f"Aucun {name} " in send("POST", "CreateObservations", wrong, 400)["message"]


def test_it_is_changed_and_replaced(city: City, wind: Datastream, send: Send, get: Get) -> None:
    ours(city, send)
    path = f"MultiDatastreams({wind.pk})"
    units = [METRES, {"name": "degré", "symbol": "deg", "definition": ""}]
    send("PATCH", path, {"name": "Anémomètre", "unitOfMeasurements": units}, 200)
    found = get(path)
    assert (found["name"], found["unitOfMeasurements"]) == ("Anémomètre", units)
    patch = [{"op": "replace", "path": "/unitOfMeasurements/1/symbol", "value": "°"}]
    send("PATCH", path, patch, 200, media="application/json-patch+json")
    assert get(f"{path}/unitOfMeasurements")["unitOfMeasurements"][1]["symbol"] == "°"
    links = {"ObservedProperties": [{"@iot.id": 8_999}, {"@iot.id": 9_000}]}
    send("PATCH", path, links, 200)
    names = [one["name"] for one in get(f"{path}/ObservedProperties")["value"]]
    assert names == ["Direction du vent", "Vitesse du vent"]
    kept = {"multiObservationDataTypes": [MEASURE] * 2, "unitOfMeasurements": units}
    send("PUT", path, {"name": "Vent", "description": "Sur le toit"} | kept, 200)
    assert get(path)["description"] == "Sur le toit"
    assert get(path)["phenomenonTime"] == "2026-01-01T12:00:00Z/2026-01-01T15:00:00Z"


def test_what_would_not_hold_together_is_refused(
    city: City, wind: Datastream, send: Send, get: Get
) -> None:
    ours(city, send)
    path = f"MultiDatastreams({wind.pk})"
    before = get(path)
    types = {"multiObservationDataTypes": [MEASURE, COUNT]}
    assert "ne change plus" in send("PATCH", path, types, 409)["message"]
    assert "2 ObservedProperties" in send(
        "PATCH", path, {"unitOfMeasurements": [METRES]}, 400)["message"]  # fmt: skip
    assert "1 ObservedProperties" in send(
        "PATCH", path, {"ObservedProperties": [{"@iot.id": 9_000}]}, 400)["message"]  # fmt: skip
    for where, body in (
        (f"{path}/ObservedProperties", SPEED),
        ("ObservedProperties(9000)/MultiDatastreams",
         multi(Thing={"@iot.id": city.mairie.pk})),
    ):  # fmt: skip
        assert "ordre" in send("POST", where, body, 400)["message"]
    assert get(path) == before
    assert len(get(f"{path}/ObservedProperties")["value"]) == 2
    other = send("POST", "MultiDatastreams", multi(Thing={"@iot.id": city.mairie.pk}))["@iot.id"]
    send("PATCH", f"MultiDatastreams({other})", types | {"unitOfMeasurements": [METRES] * 2}, 200)


@pytest.mark.parametrize("what", ["MultiDatastreams", "Things", "Sensors", "ObservedProperties"])
def test_it_goes_with_what_it_hangs_on(
    city: City, wind: Datastream, send: Send, get: Get, what: str
) -> None:
    for thing in (city.mairie, city.parc, city.hidden):
        thing.organisation = Key.objects.get(username="capteurs").organisation
        thing.save()
    keys = {"MultiDatastreams": wind.pk, "Things": wind.thing_id, "Sensors": wind.sensor_id,
            "ObservedProperties": 9_000}  # fmt: skip
    one = first(wind)
    send("DELETE", f"{what}({keys[what]})", status=200)
    get(f"MultiDatastreams({wind.pk})", 404)
    get(f"Observations({one})", 404)
    assert Dropped.objects.filter(pk=wind.pk).exists()
    assert ObservedProperty.objects.filter(pk=8_999).exists()


def test_who_has_no_right_neither_sees_nor_writes(
    city: City, wind: Datastream, client: Client, send: Send, get: Get
) -> None:
    path = f"MultiDatastreams({wind.pk})"
    assert "droit" in send("POST", f"{path}/Observations", {"result": [1, 2]}, 403)["message"]
    assert "droit" in send("PATCH", path, {"name": "À moi"}, 403)["message"]
    shared = "ObservedProperties(9000)"
    assert "droit" in send("PATCH", shared, {"name": "À moi"}, 403)["message"]
    anonymous = client.post(f"{ROOT}/{path}/Observations", "{}", content_type="application/json")
    assert anonymous.status_code == 401
    city.mairie.public = False
    city.mairie.save()
    for hidden in (path, f"{path}/Observations", shared):
        get(hidden, 404)
    assert get("MultiDatastreams?$count=true") == {"@iot.count": 0, "value": []}
    assert get("Observations?$filter=MultiDatastream/name eq 'Vent'")["value"] == []
    assert [one["name"] for one in get("ObservedProperties")["value"]] == ["Bruit"]


def test_sealed_results_stay_what_they_are(
    city: City, wind: Datastream, send: Send, get: Get, lake: Any, now: Any
) -> None:
    """Read, corrected, refused, taken away and added once their month is a file."""
    ours(city, send)
    path = f"MultiDatastreams({wind.pk})"
    before = get(f"{path}/Observations")
    assert seal_due() == 1
    assert not wind.observations.exists()
    assert get(f"{path}/Observations") == before
    one, other = (f"Observations({row['@iot.id']})" for row in before["value"][:2])
    send("PATCH", one, {"result": [5, 5]}, 200)
    assert "en a 1" in send("PATCH", one, {"result": [5]}, 400)["message"]
    send("DELETE", other, status=200)
    late = {"phenomenonTime": "2026-01-01T12:30:00Z", "result": [0, 0]}
    send("POST", f"{path}/Observations", late)
    wanted = [[5, 5], [0, 0], [12.25, 10], [7, 90]]
    assert results(get(f"{path}/Observations")) == wanted
    assert seal_due() == 1
    assert results(get(f"{path}/Observations")) == wanted
    assert get(f"{path}/Observations?$count=true")["@iot.count"] == 4


def test_other_doors_refuse_a_wrong_result_too(city: City, wind: Datastream) -> None:
    with pytest.raises(MeasureProblem):
        ingest.record([Measure(wind.pk, None, NOON + 9 * HOUR, number=3.0)])
    row = wind.observations.order_by("pk").first()
    assert row is not None
    with pytest.raises(MeasureProblem):
        actions.amend(row.pk, Measure(wind.pk, row.feature_id, NOON, other=json.dumps([1, "a"])))


def test_the_service_says_that_it_is_kept(city: City, get: Get) -> None:
    root = get("")
    assert "MultiDatastreams" in [one["name"] for one in root["value"]]
    kept = root["serverSettings"]["conformance"]
    assert sum("multi-datastream" in one for one in kept) == 3
