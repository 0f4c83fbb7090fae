"""A message of a LoRaWAN device, and what its bytes say.

The decoder of a model is declared, never run: `Sensor.properties["decoder"]` is
`{"port": 2, "fields": [{"name": "temperature", "at": 0, "bytes": 2, "signed": true,
"order": "big", "scale": 0.01, "offset": 0, "bits": [0, 4]}]}`, all but name and at optional. A
field of the object that the network decoded itself is named by its path, `temperature/value`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from parvis.records.problems import Problem, gettext_noop

Scalar: TypeAlias = float | str | bool
EUI = re.compile("[0-9a-f]{16}")
WIDEST = 8  # bytes of a field


class UplinkProblem(Problem):
    """An uplink that is not taken."""

    sentences = {
        "uplink": gettext_noop(
            "Ce message n’est pas un envoi LoRaWAN de The Things Stack v3 ou ChirpStack v4 :"
            " « %(field)s » manque ou ne se lit pas."
        ),
        "device": gettext_noop("Aucun objet ne porte le numéro (devEui) %(value)s."),
        "decoder": gettext_noop(
            "Le décodeur du modèle ne se lit pas : « %(field)s » vaut « %(value)s »."
        ),
        "short": gettext_noop(
            "Le champ « %(field)s » demande %(wanted)s octets, ce message en a %(given)s."
        ),
    }


@dataclass(frozen=True)
class Uplink:
    """`eui`: 16 hexadecimal signs; `time`: as the network wrote it; `decoded`: by the network."""

    eui: str
    time: str
    port: int
    data: bytes
    decoded: Mapping[str, Any] = field(default_factory=dict)


def read(body: Any) -> Uplink:
    """Raises UplinkProblem."""
    if not isinstance(body, dict):
        raise UplinkProblem("uplink", field="{}")
    return things_stack(body) if "uplink_message" in body else chirpstack(body)


def things_stack(body: Mapping[str, Any]) -> Uplink:
    """The Things Stack v3. The gateway's clock may be wrong: the network's is told."""
    message = inside(body, "uplink_message")
    ids = inside(body, "end_device_ids")
    time = message.get("received_at") or body.get("received_at")
    return Uplink(
        eui(ids.get("dev_eui"), "dev_eui"), when(time, "received_at"), port(message.get("f_port")),
        octets(message.get("frm_payload")), decoded(message.get("decoded_payload")),
    )  # fmt: skip


def chirpstack(body: Mapping[str, Any]) -> Uplink:
    """ChirpStack v4, event `up`."""
    info = inside(body, "deviceInfo")
    return Uplink(
        eui(info.get("devEui"), "devEui"), when(body.get("time"), "time"), port(body.get("fPort")),
        octets(body.get("data")), decoded(body.get("object")),
    )  # fmt: skip


def inside(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    if not isinstance(found, dict):
        raise UplinkProblem("uplink", field=name)
    return found


def eui(value: Any, name: str) -> str:
    plain = value.lower().replace("-", "").replace(":", "") if isinstance(value, str) else ""
    if not EUI.fullmatch(plain):
        raise UplinkProblem("uplink", field=name)
    return plain


def when(value: Any, name: str) -> str:
    """To the µs: networks tell ns, which no clock of theirs keeps."""
    if not isinstance(value, str):
        raise UplinkProblem("uplink", field=name)
    return re.sub(r"(\.\d{6})\d+", r"\1", value)


def port(value: Any) -> int:
    return value if type(value) is int else 0


def octets(value: Any) -> bytes:
    if value is None:
        return b""
    try:
        return base64.b64decode(value, validate=True)
    except (ValueError, TypeError) as error:
        raise UplinkProblem("uplink", field="data") from error


def decoded(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def values(uplink: Uplink, decoder: Any) -> Mapping[str, Scalar]:
    """What the model of the device makes of an uplink; of another port, nothing. Without a
    decoder, what the network decoded, by paths. Raises UplinkProblem."""
    if decoder is None:
        return flat(uplink.decoded)
    if not isinstance(decoder, dict) or not isinstance(decoder.get("fields"), list):
        raise UplinkProblem("decoder", field="fields", value=str(decoder)[:80])
    if "port" in decoder and decoder["port"] != uplink.port:
        return {}
    return dict(one(uplink.data, declared) for declared in decoder["fields"])


def flat(found: Mapping[str, Any], before: str = "") -> dict[str, Scalar]:
    named: dict[str, Scalar] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            named |= flat(value, f"{before}{name}/")
        elif isinstance(value, int | float | str | bool):
            named[before + name] = value
    return named


def one(data: bytes, declared: Any) -> tuple[str, float]:
    """A field of the bytes, scaled."""
    if not isinstance(declared, dict) or not isinstance(declared.get("name"), str):
        raise UplinkProblem("decoder", field="name", value=str(declared)[:80])
    name = declared["name"]
    at, size = whole(declared, "at", None, 255), whole(declared, "bytes", 1, WIDEST)
    order = declared.get("order", "big")
    if order not in ("big", "little") or size == 0:
        raise UplinkProblem("decoder", field="order", value=str(order)[:80])
    part = data[at : at + size]
    if len(part) < size:
        raise UplinkProblem("short", field=name, wanted=at + size, given=len(data))
    signed = declared.get("signed") is True
    if "bits" in declared:
        number = bits(int.from_bytes(part, order), declared["bits"], 8 * size)
    else:
        number = int.from_bytes(part, order, signed=signed)
    made = number * real(declared, "scale", 1) + real(declared, "offset", 0)
    return name, round(made, 9)


def bits(number: int, declared: Any, width: int) -> int:
    """`[first, count]`, the first being the least."""
    if not (isinstance(declared, Sequence) and len(declared) == 2
            and all(type(each) is int and each >= 0 for each in declared)
            and declared[1] > 0 and sum(declared) <= width):  # fmt: skip
        raise UplinkProblem("decoder", field="bits", value=str(declared)[:80])
    first, count = declared
    return int((number >> first) & ((1 << count) - 1))


def whole(declared: Mapping[str, Any], name: str, default: int | None, most: int) -> int:
    value = declared.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise UplinkProblem("decoder", field=name, value=str(value)[:80])
    return value


def real(declared: Mapping[str, Any], name: str, default: float) -> float:
    value = declared.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UplinkProblem("decoder", field=name, value=str(value)[:80])
    return value
