"""Shapes of values: a mask shows digits as 9, every letter as a, and only a few marks as they are.

The database makes the masks; what comes out of it is "99 99 99 99 99", never a telephone number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address

LONG = 256  # characters of a text that are looked at
MASKED = 64  # characters of a text that a mask shows
DIGITS = {"nir": 15, "siret": 14, "siren": 9}  # kept as numbers by some applications
COMMON = 0.5  # share of values with a shape from which its key is verified
NOTICED = 0.05  # share of values below which a shape is an accident
LETTER = "[^-9 .,;:/+@_()#&]"  # all that a mask does not show as it is
# what a database and Python alike look at before they compute a key
PATTERNS = {
    "nir": "^[123478][0-9]{2}(0[1-9]|1[0-2]|[2-9][0-9])([0-9]{2}|2[AB])[0-9]{8}$",
    "iban": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,26}$",
    "siret": "^[0-9]{14}$",
    "siren": "^[0-9]{9}$",
    "phone": "^(0[1-9][0-9]{8}|([+]|00)[1-9][0-9]{7,14})$",
    "ip_address": (
        "^((25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})[.]){3}(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})$"
    ),
}

# A mask may have several shapes: five digits are a postcode, a commune's code, or only a number.
SHAPES = {
    "email": r"[a9._+-]+@[a9-]+(\.[a9-]+)*\.aa+",
    "phone": r"(\+99|9999|9)[ .]?9([ .-]?9{2}){4}|9{2}([ .-]?9{2}){4}|\+9{8,15}",
    "ip_address": r"9{1,3}(\.9{1,3}){3}",
    "mac_address": r"[a9]{2}(:[a9]{2}){5}",
    "nir": r"9 ?99 ?99 ?(99|9a) ?999 ?999 ?-?99",
    "iban": r"aa99( ?[a9]{4}){2,6} ?[a9]{0,4}",
    "siret": r"999 ?999 ?999 ?99999",
    "siren": r"999 ?999 ?999",
    "postcode": r"99 ?999",
    "commune_code": r"99999|9a999",
    "date": r"99[/.-]99[/.-]9999|9999[/.-]99[/.-]99",
    "year": r"9999",
    "uuid": r"[a9]{8}(-[a9]{4}){3}-[a9]{12}",
    "url": r"a{3,5}://.+",
    "vehicle": r"aa[- ]?999[- ]?aa",
    "digest": r"[a9]{32}|[a9]{40}|[a9]{64}|a?[a9]{0,8}.{0,40}\+?[a9./]{43,}",
    "person_name": r"a+([ -]a+){0,3}",
    "number": r"-?9+([.,]9+)?",
}
# Where places of mainland France lie, in degrees and in Lambert-93 metres: (low, high).
RANGES = {
    "latitude": (41.0, 51.5),
    "longitude": (-5.5, 10.0),
    "northing": (6_000_000.0, 7_200_000.0),
    "easting": (90_000.0, 1_300_000.0),
}

_PATTERNS = {code: re.compile(pattern) for code, pattern in SHAPES.items()}
_LETTER = re.compile(LETTER)


def mask(value: str) -> str:
    """
    >>> mask("Léa, 06 12 34 56 78")
    'aaa, 99 99 99 99 99'
    """
    return _LETTER.sub("a", re.sub("[0-9]", "9", value[:MASKED]))


def shapes_of(masks: Mapping[str | None, int]) -> dict[str, int]:
    """How many masks have each shape, from how often each stands; empty texts have none."""
    found: Counter[str] = Counter()
    stripped: Counter[str] = Counter()
    for mask, count in masks.items():
        stripped[mask.strip() if mask else ""] += count
    del stripped[""]
    for text, count in stripped.items():
        for code in codes_of(text):
            found[code] += count
    return dict(found)


@lru_cache(8192)
def codes_of(mask: str) -> tuple[str, ...]:
    """The shapes that one mask, without blanks around it, has."""
    return tuple(code for code, pattern in _PATTERNS.items() if pattern.fullmatch(mask))


def share(some: int, filled: int) -> float:
    """Of the filled values, three digits after the point."""
    return round(some / filled, 3) if filled else 0.0


def bare(value: str) -> str:
    return re.sub(r"[ .-]", "", value.upper())


def _fits(code: str, text: str) -> bool:
    return re.fullmatch(PATTERNS[code].strip("^$"), text) is not None


def is_nir(value: str) -> bool:
    """The 13 characters and key of the register of persons (RNIPP), Corsica as 19 and 18.

    >>> is_nir("2 55 08 14 168 025 38"), is_nir("255081416802539")
    (True, False)
    """
    text = bare(value)
    if not _fits("nir", text):
        return False
    number = text[:5] + text[5:7].replace("2A", "19").replace("2B", "18") + text[7:13]
    return 97 - int(number) % 97 == int(text[13:])


def is_iban(value: str) -> bool:
    """
    >>> is_iban("FR14 2004 1010 0505 0001 3M02 606"), is_iban("FR14 2004 1010")
    (True, False)
    """
    text = bare(value)
    if not _fits("iban", text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def luhn(text: str) -> bool:
    """
    >>> luhn("24350013900189"), luhn("24350013900188")
    (True, False)
    """
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    digits = [int(sign) for sign in reversed(text)]
    return (sum(digits[::2]) + sum(doubled[d] for d in digits[1::2])) % 10 == 0


def is_siret(value: str) -> bool:
    text = bare(value)
    return _fits("siret", text) and luhn(text) and text.strip("0") != ""


def is_siren(value: str) -> bool:
    text = bare(value)
    return _fits("siren", text) and luhn(text) and text.strip("0") != ""


def is_phone(value: str) -> bool:
    return _fits("phone", bare(value))


def is_ip(value: str) -> bool:
    try:
        return str(IPv4Address(value)) == value
    except AddressValueError:
        return False


CHECKS: dict[str, Callable[[str], bool]] = {
    "nir": is_nir,
    "iban": is_iban,
    "siret": is_siret,
    "siren": is_siren,
    "phone": is_phone,
    "ip_address": is_ip,
}
