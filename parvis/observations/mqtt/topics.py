"""What a message is, by its topic.

`v1.1/Datastreams(5)/Observations`, or `MultiDatastreams`, is an observation of that datastream; the
broker lets each key publish to its own. Below its own name a key may publish what names its
datastream or device inside: `k-1f2e/v1.1/Observations`, uplinks of LoRaWAN (`k-1f2e/v3/…/up`,
`k-1f2e/application/…/event/up`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STREAM = re.compile(r"v1\.[01]/(?P<kind>(?:Multi)?Datastream)s\((?P<id>[0-9]{1,18})\)/Observations")
NAMED = re.compile(
    r"(?P<name>k-[0-9a-f]+)/(?:(?P<observations>v1\.[01]/Observations)"
    r"|v3/[^/]+/devices/[^/]+/up|application/[^/]+/device/[^/]+/event/up)"
)
# what devices say is kept apart by the broker (`mount_point` of their listener): nobody hears it
# before it is judged, and what is told under the same topics does not come back as a measure
DEVICES = "devices/"
# what the portal reads of the broker
FILTERS = tuple(
    f"{DEVICES}{one}" for one in (
        "v1.1/+/Observations", "v1.0/+/Observations", "+/v1.1/Observations", "+/v1.0/Observations",
        "+/v3/+/devices/+/up", "+/application/+/device/+/event/up",
    )
)  # fmt: skip
TOLD = "v1.1/"  # what the portal tells all stands below


@dataclass(frozen=True)
class Topic:
    """`datastream`: the one that the topic names, of this `kind`. `username`: of the key that
    published below its own name. `uplink`: of LoRaWAN."""

    datastream: int | None = None
    kind: str = "Datastream"
    username: str = ""
    uplink: bool = False


def read(text: str) -> Topic | None:
    """None of what is nothing for us."""
    if found := STREAM.fullmatch(text):
        return Topic(datastream=int(found["id"]), kind=found["kind"])
    if found := NAMED.fullmatch(text):
        return Topic(username=found["name"], uplink=found["observations"] is None)
    return None


def written_by(username: str) -> str:
    """Everything below the name of a key."""
    return f"{username}/#"


def of(datastream: int, several: bool = False) -> str:
    return f"v1.1/{'Multi' if several else ''}Datastreams({datastream})/Observations"
