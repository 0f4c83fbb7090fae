"""MultiDatastreams as they are written: as many types, units and observed properties, in one order
(OGC 18-088, 14.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parvis.observations.multi import COMPLEX, FITS, MOST, UNITLESS, short
from parvis.observations.sta.problems import StaProblem, shown

TYPES, UNITS, PROPERTIES = "multiObservationDataTypes", "unitOfMeasurements", "ObservedProperties"


def check(body: Mapping[str, Any]) -> None:
    """What is said of each value by itself. Raises StaProblem."""
    said = body.get("observationType")
    if said is not None and said not in (COMPLEX, short(COMPLEX)):
        raise StaProblem("choice", field="observationType", value=shown(str(said)), known=COMPLEX)
    for name in (TYPES, UNITS, PROPERTIES):
        given = body.get(name)
        if given is not None and not (isinstance(given, list) and 0 < len(given) <= MOST):
            raise StaProblem("some", field=name, most=MOST)
    for rank, kind in enumerate(body.get(TYPES) or ()):
        if not (isinstance(kind, str) and short(kind) in FITS):
            known = ", ".join(FITS)
            raise StaProblem(
                "choice", field=f"{TYPES}[{rank}]", value=shown(str(kind)), known=known
            )
    for rank, unit in enumerate(body.get(UNITS) or ()):
        if not isinstance(unit, dict):
            raise StaProblem("plain", field=f"{UNITS}[{rank}]")


def agree(types: Sequence[str], units: Sequence[Mapping[str, Any]], properties: int) -> None:
    """What is said of them together. Raises StaProblem."""
    if not len(types) == len(units) == properties:
        raise StaProblem("lengths", types=len(types), units=len(units), properties=properties)
    for rank, (kind, unit) in enumerate(zip(types, units, strict=True)):
        if short(kind) in UNITLESS and any(value is not None for value in unit.values()):
            raise StaProblem("unitless", field=f"{UNITS}[{rank}]", kind=short(kind))
