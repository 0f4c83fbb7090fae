"""Single values as catalogues write them, brought to one form: text, address, date, number."""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import NamedNode

# Characters that XML 1.0 cannot carry: a description that has them could not be served as RDF/XML.
_UNSERVABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONG = 500  # characters: beyond, a text is not worth remembering
# Addresses that are surely well formed: most are.
_SOUND = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
    r"(?:/[A-Za-z0-9._~/&=,;+@-]*)?(?:\?[A-Za-z0-9._~/&=,;+@-]*)?(?:#[A-Za-z0-9._~/=-]*)?"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]")
_WEB = re.compile(r"(https?|urn|ftp|mailto|tel|geo|doi):", re.IGNORECASE)
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DURATION = re.compile(r"-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_FRENCH_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_FORBIDDEN = re.compile(r"""[ <>"{}|\\^`\n\t]""")
_PARTIAL = re.compile(r"(\d{4})(-(0[1-9]|1[0-2]))?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


def clean(text: str) -> str:
    """Without characters no serialisation can carry; line ends as one character; trimmed."""
    if text.isprintable():  # nothing to look for
        return text.strip()
    return _UNSERVABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def language_tag(tag: str) -> str:
    """Lower case, with hyphens; "" when it is not a language tag."""
    lowered = tag.lower().replace("_", "-")
    return lowered if _LANGUAGE.fullmatch(lowered) else ""


def iri(text: str) -> str:
    """An absolute address with what RDF forbids percent-encoded; "" when it is not one.

    >>> iri("http://a.example/jeu de données")
    'http://a.example/jeu%20de%20données'
    """
    return _iri(text) if len(text) <= LONG else _iri.__wrapped__(text)


@lru_cache(16384)
def _iri(text: str) -> str:
    if _SOUND.fullmatch(text):
        return text
    text = clean(text)
    if not _SCHEME.match(text):
        return ""
    scheme, _, rest = text.partition(":")
    rest = _BAD_PERCENT.sub("%25", rest)
    rest, mark, fragment = rest.partition("#")
    rest += mark + fragment.replace("#", "%23")
    readable = _FORBIDDEN.sub(_quoted, rest)
    if _valid(first := f"{scheme}:{readable}"):
        return first
    plain = quote(rest, safe="%/:?#@!$&'()*+,;=~-._")
    return second if _valid(second := f"{scheme}:{plain}") else ""


def _quoted(found: re.Match[str]) -> str:
    return quote(found[0])


@lru_cache(16384)
def node(address: str) -> NamedNode:
    """The node of an address that a person may have typed; ValueError when it is none."""
    return NamedNode(iri(address))


def _valid(address: str) -> bool:
    try:
        NamedNode(address)
    except ValueError:
        return False
    return True


def web_address(text: str) -> str:
    """An address written as a plain text; "" when the text is something else."""
    text = clean(text)
    return iri(text) if _WEB.match(text) and len(text.split()) == 1 else ""


def when(text: str, zone: tzinfo) -> str:
    """ISO 8601 to the precision given: "2024", "2024-05", "2024-05-03" or a time with its offset.

    A time without offset is the territory's. "" when it is not a date.
    """
    text = clean(text)
    if _PARTIAL.fullmatch(text):
        return text if text[:4] != "0000" else ""
    french = _FRENCH_DATE.fullmatch(text)
    if french:
        text = f"{french[3]}-{french[2]}-{french[1]}"
    try:
        if len(text) <= 11:
            return date.fromisoformat(text.removesuffix("Z")).isoformat()
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        offset = moment.utcoffset()
        exact = offset is None or not offset.seconds % 60  # XML Schema knows whole minutes
        return moment.isoformat() if exact else ""
    except (ValueError, OverflowError):
        return ""


def duration(text: str) -> str:
    """An XML Schema duration ("P1D", "PT15M"); "" when it is not one."""
    return clean(text) if _DURATION.fullmatch(clean(text)) else ""


def number(text: str) -> Decimal | None:
    """A decimal number of a sensible size, without trailing zeros."""
    try:
        value = Decimal(clean(text).replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or len(value.as_tuple().digits) > 40 or abs(value.adjusted()) > 30:
        return None
    return value.normalize()


def whole(text: str) -> int | None:
    """A count of bytes: a non-negative whole number."""
    value = number(text)
    if value is None or value < 0 or value != value.to_integral_value():
        return None
    return int(value)
