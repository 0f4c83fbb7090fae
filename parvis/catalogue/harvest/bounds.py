"""What a source says, within what a record keeps: too long a text is cut, too long an address is
left out (cut, it would lead elsewhere), and the report says so. An item whose own name is too long
is refused: cut, two items could become one.

The columns' lengths are those of `catalogue.models`; a database that is strict about them would
otherwise stop the whole harvest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

Plain = dict[str, Any]

LONGEST_NAME = 500  # of an item's identifier and address
LARGEST = 2**63 - 1
TEXTS = {"title": 500}  # in each language
ADDRESSES = {"landing_pages": 1000, "endpoint_urls": 1000, "endpoint_descriptions": 1000}
NAMED = {"licence": 500, "access_rights": 500, "frequency": 500}
WORDS = {"issued": 40, "modified": 40}
FILE_ADDRESSES = {"access_urls": 2000, "download_urls": 2000}
FILE_NAMED = {"licence": 500, "format": 500}
FILE_WORDS = {"issued": 40, "modified": 40, "media_type": 500}
FILE_ADDRESS = 1000


def unfit(identifier: str, uri: str) -> str:
    """Why an item cannot be kept at all, "" when it can."""
    if len(identifier) <= LONGEST_NAME and len(uri) <= LONGEST_NAME:
        return ""
    for name, value in ((_("identifiant"), identifier), (_("adresse"), uri)):
        if len(value) > LONGEST_NAME:
            sentence = _(
                "%(field)s : « %(value)s… » a %(length)s caractères, %(most)s au plus sont gardés. "
                "Raccourcissez-le dans le portail d’origine."
            )
            return sentence % {
                "field": name, "value": value[:60], "length": len(value), "most": LONGEST_NAME,
            }  # fmt: skip
    return ""


def bounded(said: Plain) -> tuple[Plain, tuple[str, ...]]:
    """A document in plain values, within bounds, and what was cut or left out, in words."""
    told: list[str] = []
    plain = within(said, TEXTS, ADDRESSES, NAMED, WORDS, told)
    if files := plain.get("distributions"):
        plain["distributions"] = [file_within(one, told) for one in files]
    return plain, tuple(dict.fromkeys(told))


def file_within(said: Plain, told: list[str]) -> Plain:
    plain = within(said, TEXTS, FILE_ADDRESSES, FILE_NAMED, FILE_WORDS, told)
    if len(plain.get("uri", "")) > FILE_ADDRESS:
        told.append(left_out("uri", plain.pop("uri"), FILE_ADDRESS))
    if not small(plain.get("byte_size", 0)):
        told.append(left_out("byte_size", str(plain.pop("byte_size")), len(str(LARGEST))))
    return plain


def within(
    said: Plain,
    texts: Mapping[str, int],
    addresses: Mapping[str, int],
    named: Mapping[str, int],
    words: Mapping[str, int],
    told: list[str],
) -> Plain:
    plain = dict(said)
    for name, most in present(plain, texts):
        plain[name] = {
            language: cut(name, text, most, told) for language, text in plain[name].items()
        }
    for name, most in present(plain, addresses):
        told += [left_out(name, one, most) for one in plain[name] if len(one) > most]
        keep(plain, name, [one for one in plain[name] if len(one) <= most])
    for name, most in present(plain, named):
        keep(plain, name, named_within(name, plain[name], most, told))
    for name, most in present(plain, words):
        if len(plain[name]) > most:
            told.append(left_out(name, plain.pop(name), most))
    return plain


def present(plain: Plain, bounds: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    return ((name, most) for name, most in bounds.items() if name in plain)


def keep(plain: Plain, name: str, value: Any) -> None:
    if value:
        plain[name] = value
    else:
        del plain[name]


def named_within(name: str, value: Plain, most: int, told: list[str]) -> Plain:
    """A thing known by its address, its names, or both."""
    plain = dict(value)
    if len(plain.get("uri", "")) > most:
        told.append(left_out(name, plain.pop("uri"), most))
    if "labels" in plain:
        labels = plain["labels"].items()
        plain["labels"] = {language: cut(name, text, most, told) for language, text in labels}
    return plain


def cut(name: str, text: str, most: int, told: list[str]) -> str:
    if len(text) <= most:
        return text
    sentence = _("%(field)s : coupé à %(most)s caractères (il en a %(length)s).")
    told.append(sentence % {"field": name, "most": most, "length": len(text)})
    return text[: most - 1].rstrip() + "…"


def left_out(name: str, value: str, most: int) -> str:
    sentence = _("%(field)s : « %(value)s… » dépasse %(most)s caractères, il n’est pas repris.")
    return sentence % {"field": name, "value": value[:60], "most": most}


def small(value: Any) -> bool:
    try:
        return 0 <= int(value) <= LARGEST
    except (TypeError, ValueError, OverflowError):
        return False
