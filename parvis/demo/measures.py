"""What devices that do not exist could measure: the same value for the same instant, always."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

Profile = Callable[[float, float, float], float]


def noise(seed: str, at: dt.datetime) -> float:
    """Between -1 and 1; another for each hour and each seed."""
    text = f"{seed}{at:%Y%m%d%H}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:4]) / 2**31 - 1


def heat(hour: float, day: float, chance: float) -> float:
    """°C: warmest in July and at four in the afternoon."""
    return 12.5 - 8 * cos(2 * pi * (day - 20) / 365) - 4 * cos(2 * pi * (hour - 4) / 24) + chance


def cool(hour: float, day: float, chance: float) -> float:
    """°C under trees: two degrees less when it is hot."""
    found = heat(hour, day, chance)
    return found - 2.2 if found > 18 else found - 0.4


def fill(hour: float, day: float, chance: float) -> float:
    """% of a glass bank: full and emptied every five days."""
    return min(100.0, 100 * ((day % 5) + hour / 24) / 5 * (0.85 + 0.15 * abs(chance)))


def places(hour: float, day: float, chance: float) -> float:
    """Free places of 320: few in the afternoon."""
    return max(0.0, 320 - 260 * busy(hour) - 20 * chance)


def passages(hour: float, day: float, chance: float) -> float:
    """Bicycles in an hour: two peaks."""
    peaks = busy(hour) + 1.6 * max(0.0, 1 - abs(hour - 8) / 1.5)
    return max(0.0, 90 * peaks * (1 + 0.3 * chance))


def busy(hour: float) -> float:
    """From 0 at night to 1 at five in the afternoon."""
    return max(0.0, cos(pi * (hour - 16.5) / 14)) if 6 <= hour <= 22 else 0.02


def wind(hour: float, day: float, chance: float) -> float:
    """m/s: stronger in winter and in the afternoon."""
    return max(0.2, 3.2 + 0.9 * cos(2 * pi * (day - 15) / 365) + 2 * busy(hour) + 1.6 * chance)


def pressure(hour: float, day: float, chance: float) -> float:
    """hPa: highs and lows go by every nine days."""
    return 1_014 + 11 * cos(2 * pi * (day + hour / 24) / 9) + 0.8 * chance


def damp(hour: float, day: float, chance: float) -> float:
    """% of humidity: less in the afternoon and in summer."""
    summer = -cos(2 * pi * (day - 20) / 365)
    return min(100.0, 78 - 8 * summer + 14 * cos(2 * pi * (hour - 4) / 24) + 6 * chance)


@dataclass(frozen=True)
class Measured:
    """What one profile measures: name, unit, seconds between two values, decimals; `counts` says
    that a value is about the time since the one before."""

    profile: Profile
    name: str
    unit: str
    symbol: str
    step: int
    decimals: int = 1
    counts: bool = False


PROFILES: dict[str, Measured] = {
    "heat": Measured(heat, "Température de l’air", "degré Celsius", "°C", 900),
    "cool": Measured(cool, "Température de l’air", "degré Celsius", "°C", 900),
    "fill": Measured(fill, "Remplissage", "pour cent", "%", 3600, 0),
    "places": Measured(places, "Places libres", "place", "", 900, 0),
    "passages": Measured(passages, "Vélos passés dans l’heure", "vélo", "", 3600, 0, counts=True),
    "wind": Measured(wind, "Vitesse du vent", "mètre par seconde", "m/s", 900),
    "pressure": Measured(pressure, "Pression de l’air", "hectopascal", "hPa", 900),
    "damp": Measured(damp, "Humidité de l’air", "pour cent", "%", 900, 0),
}
# what is measured at the same moment by one instrument, in this order
TOGETHER = {"weather": ("heat", "damp", "wind", "pressure")}


def steps(profile: str) -> Measured:
    """What says when a profile, or the first of several measured together, is measured."""
    return PROFILES[TOGETHER.get(profile, (profile,))[0]]


def value(profile: str, seed: str, at: dt.datetime) -> float:
    """What a device measures at an instant of the territory's time."""
    kind = PROFILES[profile]
    hour, day = at.hour + at.minute / 60, float(at.timetuple().tm_yday)
    return round(kind.profile(hour, day, noise(seed, at)), kind.decimals) + 0.0
