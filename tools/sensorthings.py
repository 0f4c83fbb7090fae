"""FROST's own client of SensorThings (`frost-sta-client`), unchanged, against a running portal:
create, read, filter, expand, update, patch, delete.

Run by an environment apart, `.venv/reusers` (`make .venv/reusers`), with a key of an organisation:
`.venv/reusers/bin/python -m tools.sensorthings http://127.0.0.1:8000 KEY`. It takes away what it
made. Exit status 1 when an answer is not the one expected; prints what was done as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MEASURES = 250  # more than two pages


def same(what: str, given: object, expected: object) -> None:
    if given != expected:
        raise SystemExit(f"{what}: {given!r}, where {expected!r} was expected")


def made(service: Any, fsc: Any) -> Any:
    """A thing with its place and its datastream, in one request."""
    place = fsc.Location(
        name="Mât", description="Essai", encoding_type="application/geo+json",
        location={"type": "Point", "coordinates": [-1.68, 48.11]},
    )  # fmt: skip
    unit = fsc.UnitOfMeasurement(name="degré", symbol="°C", definition="ucum:Cel")
    stream = fsc.Datastream(
        name="Air", description="Essai", observation_type="OM_Measurement",
        unit_of_measurement=unit,
        sensor=fsc.Sensor(
            name="Sonde", description="Essai", encoding_type="text/plain", metadata="sonde"
        ),
        observed_property=fsc.ObservedProperty(name="T", definition="urn:t", description="Essai"),
    )  # fmt: skip
    thing = fsc.Thing(
        name="Essai", description="Essai", properties={"rue": "Nantes"}, locations=[place],
        datastreams=[stream],
    )  # fmt: skip
    service.create(thing)
    return thing


def measured(service: Any, fsc: Any, thing: Any) -> Any:
    stream = service.things().find(thing.id).get_datastreams().query().list().entities[0]
    for hour in range(MEASURES):
        time = f"2026-01-{hour // 24 + 1:02}T{hour % 24:02}:00:00Z"
        service.create(fsc.Observation(result=hour, phenomenon_time=time, datastream=stream))
    return stream


def read(service: Any, thing: Any, stream: Any) -> None:
    named = service.things().query().filter("name eq 'Essai' and properties/rue eq 'Nantes'")
    same("things filtered", [one.id for one in named.list()], [thing.id])
    observations = stream.get_observations().query().orderby("phenomenonTime", "desc").list()
    same("results by pages", [one.result for one in observations],
         list(range(MEASURES))[::-1])  # fmt: skip
    warm = service.observations().query().filter(f"result gt 200 and Datastream/id eq {stream.id}")
    same("results filtered", len(list(warm.list())), MEASURES - 201)
    whole = service.things().query().expand("Datastreams($expand=Sensor),Locations").list()
    [found] = [one for one in whole if one.id == thing.id]
    same("sensor expanded", found.datastreams.entities[0].sensor.name, "Sonde")
    same("place expanded", found.locations.entities[0].location["coordinates"], [-1.68, 48.11])


def changed(service: Any, thing: Any) -> None:
    found = service.things().find(thing.id)
    found.description = "Autre"
    service.update(found)
    same("description put", service.things().find(thing.id).description, "Autre")
    service.patch(found, [{"op": "replace", "path": "/properties/rue", "value": "Paris"}])
    same("rue patched", service.things().find(thing.id).properties, {"rue": "Paris"})


def main(base: str, key: str) -> int:
    import frost_sta_client as fsc

    service = fsc.SensorThingsService(
        f"{base}/sta/v1.1", auth_handler=fsc.AuthHandler("cle", key)
    )  # fmt: skip
    thing = made(service, fsc)
    stream = measured(service, fsc, thing)
    read(service, thing, stream)
    changed(service, thing)
    service.delete(thing)
    same("things left", service.things().query().filter("name eq 'Essai'").list().entities, [])
    print(json.dumps({"frost-sta-client": MEASURES}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), sys.argv[2]))
