"""The service root: the sets, and what of the standard is kept."""

from __future__ import annotations

from parvis.observations.sta.path import sets
from parvis.observations.sta.shapes import Plain

SENSING = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
CONFORMANCE = (
    f"{SENSING}datamodel",
    f"{SENSING}resource-path/resource-path-to-entities",
    f"{SENSING}request-data",
    f"{SENSING}create-update-delete/create-entity",
    f"{SENSING}create-update-delete/link-to-existing-entities",
    f"{SENSING}create-update-delete/deep-insert",
    f"{SENSING}create-update-delete/deep-insert-status-code",
    f"{SENSING}create-update-delete/update-entity",
    f"{SENSING}create-update-delete/update-entity-put",
    f"{SENSING}create-update-delete/update-entity-jsonpatch",
    f"{SENSING}create-update-delete/delete-entity",
    f"{SENSING}create-update-delete/historical-location-auto-creation",
    f"{SENSING}create-update-delete/historical-location-manual-creation",
    f"{SENSING}batch-request/batch-request",
    f"{SENSING}data-array/data-array",
)


def root(address: str) -> Plain:
    return {
        "value": [{"name": name, "url": f"{address}/{name}"} for name in sets()],
        "serverSettings": {"conformance": list(CONFORMANCE)},
    }
