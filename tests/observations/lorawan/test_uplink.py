"""A LoRaWAN device speaks through its network; its model says what its bytes mean."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from parvis.observations import conditions as c
from parvis.observations import reading
from parvis.observations.lorawan import uplink as u
from parvis.observations.models import Datastream, Key, Thing
from tests.observations.sta.conftest import SECRET, City, city, key, rennes

__all__ = ["city", "key", "rennes"]
EUI = "70b3d57ed0001234"
BYTES = bytes([0xFF, 0x9C, 0x55, 0x01, 0x02])  # -100, 85, 258
TIME = "2026-01-05T10:00:00.123456789Z"
DECODER = {
    "port": 2,
    "fields": [
        {"name": "temperature", "at": 0, "bytes": 2, "signed": True, "scale": 0.1},
        {"name": "low", "at": 2, "bits": [0, 4]},
        {"name": "high", "at": 2, "bits": [4, 4]},
        {"name": "level", "at": 3, "bytes": 2, "order": "little", "offset": -0.5},
    ],
}


def things_stack(data: bytes = BYTES, **more: Any) -> dict[str, Any]:
    return {
        "end_device_ids": {"device_id": "a", "dev_eui": EUI.upper()},
        "received_at": TIME,
        "uplink_message": {
            "f_port": 2, "frm_payload": base64.b64encode(data).decode(), "received_at": TIME,
            "decoded_payload": {"air": {"value": 21.5}},
        },
    } | more  # fmt: skip


def chirpstack(data: bytes = BYTES, **more: Any) -> dict[str, Any]:
    return {
        "time": TIME, "deviceInfo": {"devEui": EUI, "deviceName": "a"}, "fPort": 2, "fCnt": 7,
        "data": base64.b64encode(data).decode(), "object": {"air": {"value": 21.5}},
    } | more  # fmt: skip


@pytest.mark.parametrize("body", [things_stack(), chirpstack()], ids=["ttn", "chirpstack"])
def test_both_networks_say_the_same(body: dict[str, Any]) -> None:
    found = u.read(body)
    assert (found.eui, found.port, found.data) == (EUI, 2, BYTES)
    assert found.time == "2026-01-05T10:00:00.123456Z"
    assert u.values(found, DECODER) == {"temperature": -10, "low": 5, "high": 5, "level": 512.5}
    assert u.values(found, None) == {"air/value": 21.5}
    assert u.values(found, DECODER | {"port": 3}) == {}


@pytest.mark.parametrize(
    "body",
    [[], {}, {"deviceInfo": {}}, chirpstack(time=3), chirpstack() | {"data": "é"},
     chirpstack() | {"data": 3},
     things_stack(end_device_ids={"dev_eui": "12"}), {"uplink_message": 3}],
)  # fmt: skip
def test_what_is_no_uplink_is_refused(body: Any) -> None:
    with pytest.raises(u.UplinkProblem):
        u.read(body)


@pytest.mark.parametrize(
    "field",
    [{}, {"name": "x"}, {"name": "x", "at": -1}, {"name": "x", "at": 0, "bytes": 9},
     {"name": "x", "at": 0, "order": "middle"}, {"name": "x", "at": 4, "bytes": 2},
     {"name": "x", "at": 0, "scale": "2"}, {"name": "x", "at": 0, "bits": [7, 2]},
     {"name": "x", "at": 0, "bits": 3}, {"name": "x", "at": 0, "bytes": 0}, 3],
)  # fmt: skip
def test_a_wrong_decoder_is_said(field: Any) -> None:
    with pytest.raises(u.UplinkProblem) as caught:
        u.values(u.read(chirpstack()), {"fields": [field]})
    assert caught.value.sentence()


@given(st.binary(max_size=12), st.integers(0, 8), st.integers(1, 4), st.booleans(),
       st.sampled_from(["big", "little"]))  # fmt: skip
def test_numbers_are_read_back(data: bytes, at: int, size: int, signed: bool, order: Any) -> None:
    declared = {"name": "n", "at": at, "bytes": size, "signed": signed, "order": order}
    uplink = u.read(chirpstack(data))
    if at + size > len(data):
        with pytest.raises(u.UplinkProblem):
            u.values(uplink, {"fields": [declared]})
        return
    found = int(u.values(uplink, {"fields": [declared]})["n"])
    assert found.to_bytes(size, order, signed=signed) == data[at : at + size]


@pytest.fixture
def device(city: City, key: Key) -> Datastream:
    """The mairie speaks by radio, its air is told by its temperature."""
    city.mairie.properties = {"lorawan": {"devEui": EUI.upper()}}
    city.mairie.save()
    city.air.properties = {"lorawan": {"field": "temperature"}}
    city.air.save()
    city.air.sensor.properties = {"decoder": DECODER}
    city.air.sensor.save()
    key.things.add(city.mairie)
    Key.objects.update(everything=False)
    return city.air


def push(client: Client, body: Any, query: str = "", secret: str = SECRET) -> Any:
    return client.post(
        f"/api/lorawan{query}", json.dumps(body), content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip


def results(stream: Datastream) -> list[Any]:
    where = c.Compare(c.Column("datastream"), "=", c.Value(stream.pk))
    return [row.number for row in reading.page(c.Ask(where, (c.Order("start", True),), limit=50))]


def test_an_uplink_is_kept_once_however_often_it_comes(client: Client, device: Datastream) -> None:
    before = len(results(device))
    for body in (things_stack(), things_stack(), chirpstack()):
        assert push(client, body).json() == {"accepted": 1}
    assert (len(results(device)), results(device)[0]) == (before + 1, -10)


def test_nobody_takes_the_number_of_another_s_device(client: Client, device: Datastream) -> None:
    told = {"lorawan": {"devEui": EUI}}
    Thing.objects.create(name="Faux, fait après", properties=told)
    Thing.objects.create(pk=device.thing_id - 1_000, name="Faux, fait avant", properties=told)
    assert push(client, chirpstack()).json() == {"accepted": 1}


def test_what_is_not_taken_is_said(client: Client, device: Datastream) -> None:
    other = {"deviceInfo": {"devEui": "0" * 16}}
    for answer, status in (
        (push(client, chirpstack(), secret="fausse"), 401),
        (push(client, chirpstack() | other), 404),
        (push(client, {"a": 1}), 422),
        (push(client, chirpstack(b"")), 422),
        (push(client, {}, "?event=join", secret="fausse"), 401),
        (client.get("/api/lorawan"), 405),
        (client.post("/api/lorawan", "{", content_type="application/json"), 401),
    ):
        assert answer.status_code == status, answer.content.decode()
    assert push(client, {}, "?event=join").json() == {"accepted": 0}  # nothing is measured there
    device.thing.keys.clear()
    assert push(client, chirpstack()).status_code == 404
