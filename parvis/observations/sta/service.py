"""The service root: the sets, and what of the standard is kept."""

from __future__ import annotations

from parvis.observations.sta.path import sets
from parvis.observations.sta.shapes import Plain

SENSING = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
KINDS = ("thing", "location", "historical-location", "datastream", "sensor", "observed-property",
         "observation", "feature-of-interest")  # fmt: skip
READING = (
    "status-code", "query-status-code", "order", "expand", "select", "orderby", "top", "skip",
    "count", "filter", "built-in-filter-operations", "built-in-query-functions", "pagination",
)  # fmt: skip
WRITING = (
    "create-entity", "link-to-existing-entities", "deep-insert", "deep-insert-status-code",
    "update-entity", "update-entity-put", "update-entity-jsonpatch", "delete-entity",
    "historical-location-auto-creation", "historical-location-manual-creation",
)  # fmt: skip
FROST = "https://fraunhoferiosb.github.io/FROST-Server/extensions/"
CREATION = f"{SENSING}create-observations-via-mqtt/observations-creation"
UPDATES = f"{SENSING}receive-updates-via-mqtt/receive-updates"
CONFORMANCE = (
    f"{SENSING}datamodel/entity-control-information/common-control-information",
    *(
        f"{SENSING}datamodel/{kind}/{part}"
        for kind in KINDS
        for part in ("properties", "relations")
    ),
    f"{SENSING}resource-path/resource-path-to-entities",
    *(f"{SENSING}request-data/{name}" for name in READING),
    *(f"{SENSING}create-update-delete/{name}" for name in WRITING),
    f"{SENSING}batch-request/batch-request",
    f"{SENSING}data-array/data-array",
    *(f"{SENSING}multi-datastream/{part}" for part in ("properties", "relations", "constraints")),
    CREATION,
    UPDATES,
    *(f"{FROST}{name}.html" for name in ("JsonBatchRequest", "DeepSelect", "GeoJSON-ResultFormat")),
    "https://github.com/INSIDE-information-systems/SensorThingsAPI/blob/master/CSV-ResultFormat/"
    "CSV-ResultFormat.md",
)


def root(address: str, updates: bool = False, broker: str = "", *, creation: bool = False) -> Plain:
    """`updates`: whether what changes is told by MQTT; `broker`: where, for all; `creation`:
    whether a broker is read for what devices say."""
    without = {name for name, on in ((CREATION, creation), (UPDATES, updates)) if not on}
    kept = [one for one in CONFORMANCE if one not in without]
    settings: Plain = {"conformance": kept}
    if updates and broker:
        settings[UPDATES] = {"endpoints": [broker]}
    return {
        "value": [{"name": name, "url": f"{address}/{name}"} for name in sets()],
        "serverSettings": settings,
    }
