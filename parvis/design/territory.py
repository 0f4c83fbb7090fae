"""The communes of the territory as areas of a map, from the file that `PARVIS_MAP` names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from parvis.design.maps import Place, Ring

LARGEST = 200_000  # bytes: what a page can show


@cache
def areas() -> tuple[Place, ...]:
    """The communes by name; none when there is no map. Raise ImproperlyConfigured: not a map."""
    if not settings.PARVIS_MAP:
        return ()
    file = Path(settings.PARVIS_MAP)
    try:
        if file.stat().st_size > LARGEST:
            raise ImproperlyConfigured(f"PARVIS_MAP: {file} is over {LARGEST:,} bytes; lighten it")
        found = [area(feature) for feature in json.loads(file.read_text("utf-8"))["features"]]
    except (OSError, ValueError, LookupError, TypeError) as error:
        mend = "give a GeoJSON file of polygons with a property `nom` or `name`, in WGS 84 degrees"
        raise ImproperlyConfigured(f"PARVIS_MAP: {file} is no map ({error!r}); {mend}") from error
    return tuple(sorted(found, key=lambda one: one.name))


def area(feature: dict[str, Any]) -> Place:
    """One feature. Raise ValueError, LookupError or TypeError when it is no named polygon."""
    said = feature["properties"]
    name = str(said.get("nom") or said["name"])
    return Place(name, rings=tuple(outlines(feature["geometry"])))


def outlines(geometry: dict[str, Any]) -> Iterator[Ring]:
    several = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    for polygon in several[geometry["type"]]:
        ring = [(float(position[0]), float(position[1])) for position in polygon[0]]
        if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring):
            raise ValueError("a position outside the Earth")
        yield ring
