"""Which French projection pairs of coordinates are in, by their ranges (metres; degrees)."""

from __future__ import annotations

from dataclasses import dataclass

# EPSG codes of answers, beside WGS 84: the web's maps, Lambert-93, CC42 to CC50, overseas
OFFERED = (3857, 2154, *range(3942, 3951), 2975, 5490, 2972, 4471)
# EPSG, least and most x, least and most y: the area of use, rounded outwards
_AREAS = (
    ("EPSG:2154", 0, 1_290_000, 6_000_000, 7_200_000),  # Lambert-93
    ("EPSG:27572", 0, 1_250_000, 1_600_000, 2_700_000),  # Lambert II étendu
    ("EPSG:2975", 300_000, 400_000, 7_600_000, 7_720_000),  # RGR92 / UTM 40S, Réunion
    ("EPSG:5490", 620_000, 760_000, 1_580_000, 2_020_000),  # RGAF09 / UTM 20N, Antilles
    ("EPSG:2972", 100_000, 700_000, 200_000, 680_000),  # RGFG95 / UTM 22N, Guyane
    ("EPSG:4471", 480_000, 560_000, 8_540_000, 8_620_000),  # RGM04 / UTM 38S, Mayotte
)


@dataclass(frozen=True)
class Extent:
    west: float
    south: float
    east: float
    north: float

    def holds(self, other: Extent) -> bool:
        return (
            self.west <= other.west <= other.east <= self.east
            and self.south <= other.south <= other.north <= self.north
        )


def projection(extent: Extent) -> str | None:
    """`EPSG:…` when the whole extent lies in one area; None when none or several do."""
    conic = _conic(extent)
    found = [conic] if conic else []
    for code, west, east, south, north in _AREAS:
        if Extent(west, south, east, north).holds(extent):
            found.append(code)
    if -180 <= extent.west <= extent.east <= 180 and -90 <= extent.south <= extent.north <= 90:
        found.append("EPSG:4326")
    return found[0] if len(found) == 1 else None


def area(code: str) -> Extent:
    """Where the pairs of a projection that `projection` names can be."""
    if code == "EPSG:4326":
        return Extent(-180, -90, 180, 90)
    for known, west, east, south, north in _AREAS:
        if known == code:
            return Extent(west, south, east, north)
    middle = 1_200_000 + (int(code.removeprefix("EPSG:39")) - 42) * 1_000_000
    return Extent(1_290_000, middle - 170_000, 2_150_000, middle + 170_000)


def _conic(extent: Extent) -> str | None:
    """CC42 to CC50: false easting 1,700,000, false northing (zone − 41) million + 200,000."""
    if not 1_290_000 < extent.west <= extent.east < 2_150_000:
        return None
    zone = 42 + round(((extent.south + extent.north) / 2 - 1_200_000) / 1_000_000)
    middle = 1_200_000 + (zone - 42) * 1_000_000
    if not 42 <= zone <= 50 or extent.south < middle - 170_000 or extent.north > middle + 170_000:
        return None
    return f"EPSG:{3900 + zone}"
