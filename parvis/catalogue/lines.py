"""Places, periods and contacts as people write them, one a line, and back. Pure.

What a line cannot show of an item (a contour, a second language) is not lost: a line left as it
was keeps its item whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from parvis.catalogue.columns import first_text
from parvis.catalogue.dcat import places, values
from parvis.records.problems import Problem, gettext_noop

Item = Mapping[str, Any]
TERRITORY = ZoneInfo("Europe/Paris")
MOST = 50
LONGEST = 500
_SPAN = re.compile(r"\s+(?:à|au|to|–|—|/)\s+", re.IGNORECASE)
_SINCE = re.compile(r"(?:depuis|à partir de|since|from)\s+(.+)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:jusqu[’']?(?:au|à|en)\s|until\s)\s*(.+)", re.IGNORECASE)
_NAMED = re.compile(r"(.*?)\s*<([^<>]+)>\s*\Z")
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+\Z")
_PHONE = re.compile(r"\+?[\d .()/-]{6,25}\Z")


class LineProblem(Problem):
    """One line is not understood."""

    sentences: ClassVar = {
        "box": gettext_noop(
            "« %(line)s » : après la barre « | », donnez ouest, sud, est, nord en degrés. Par "
            "exemple « Rennes | -1.75, 48.05, -1.62, 48.15 »."
        ),
        "period": gettext_noop(
            "« %(line)s » n’est pas une période : écrivez par exemple « 2019 à 2023 », « depuis "
            "2020-05 » ou « 2024 »."
        ),
        "backwards": gettext_noop("« %(line)s » finit avant de commencer."),
        "contact": gettext_noop(
            "« %(line)s » ne dit pas où écrire : donnez un nom et une adresse, par exemple "
            "« Service des jardins <jardins@ville.fr> »."
        ),
        "long": gettext_noop("« %(line)s… » est trop long : %(most)s caractères au plus."),
        "many": gettext_noop("%(count)s lignes : gardez les %(most)s plus utiles."),
    }


@dataclass(frozen=True)
class Kind:
    """How an item is shown in a line, and read from one."""

    show: Callable[[Item], str]
    read: Callable[[str], Item]


def show_place(place: Item) -> str:
    """A name (else an address), and the box after a bar."""
    name = first_text(place.get("name", {})) or place.get("uri", "")
    box = place.get("box")
    sides = ", ".join(f"{side:g}" for side in box) if box else ""
    return " | ".join(filter(None, [name, sides])) or place.get("geometry", "")[:80]


def read_place(line: str) -> Item:
    name, bar, sides = (part.strip() for part in line.partition("|"))
    if not bar and (found := places.box(line)):
        return {"box": list(found)}
    named: dict[str, Any] = {"uri": name} if "://" in name else {"name": {"fr": name}}
    named = named if name else {}
    if not bar:
        return named
    found = places.box(sides)
    if found is None:
        raise LineProblem("box", line=line)
    return named | {"box": list(found)}


def show_period(period: Item) -> str:
    start, end = period.get("start", ""), period.get("end", "")
    if start and end:
        return start if start == end else f"{start} à {end}"
    return f"depuis {start}" if start else f"jusqu’à {end}" if end else period.get("uri", "")


def read_period(line: str) -> Item:
    if match := _SINCE.fullmatch(line):
        return {"start": day(match[1], line)}
    if match := _UNTIL.fullmatch(line):
        return {"end": day(match[1], line)}
    parts = _SPAN.split(line)
    if len(parts) == 1:
        return {"start": day(line, line), "end": day(line, line)}
    if len(parts) != 2:
        raise LineProblem("period", line=line)
    start, end = (day(part, line) for part in parts)
    if end[: len(start)] < start[: len(end)]:
        raise LineProblem("backwards", line=line)
    return {"start": start, "end": end}


def day(text: str, line: str) -> str:
    found = values.when(text, TERRITORY)
    if not found:
        raise LineProblem("period", line=line)
    return found


def show_contact(contact: Item) -> str:
    name = first_text(contact.get("name", {})) or first_text(contact.get("organisation", {}))
    ways = [contact.get(way, "") for way in ("email", "url", "phone")]
    where = next(filter(None, ways), "")
    return f"{name} <{where}>" if name and where else name or where or contact.get("uri", "")


def read_contact(line: str) -> Item:
    match = _NAMED.fullmatch(line)
    name, where = (match[1], match[2].strip()) if match else ("", line)
    named = {"name": {"fr": name}} if name else {}
    if _MAIL.fullmatch(where):
        return named | {"email": where}
    if address := values.web_address(where):
        return named | {"url": address}
    if _PHONE.fullmatch(where):
        return named | {"phone": where}
    raise LineProblem("contact", line=line)


KINDS: Mapping[str, Kind] = {
    "spatial": Kind(show_place, read_place),
    "temporal": Kind(show_period, read_period),
    "contacts": Kind(show_contact, read_contact),
}


def shown(kind: str, items: Sequence[Item]) -> str:
    """Items in their order, one a line."""
    return "\n".join(one_line(KINDS[kind].show(item)) for item in items)


def one_line(text: str) -> str:
    return " ".join(values.clean(text).split())


def understood(kind: str, text: str, known: Sequence[Item] = ()) -> list[Item]:
    """Items of a text; `known` are those it was shown from, kept whole where their line is.

    Raises LineProblem.
    """
    before = [(one_line(KINDS[kind].show(item)), item) for item in known]
    lines = list(filter(None, map(one_line, text.splitlines())))
    if len(lines) > MOST and len(lines) > len(known):
        raise LineProblem("many", count=len(lines), most=MOST)
    found: list[Item] = []
    for line in lines:
        kept = next((n for n, (text_of, _item) in enumerate(before) if text_of == line), None)
        if kept is not None:
            found.append(before.pop(kept)[1])
        elif len(line) > LONGEST:
            raise LineProblem("long", line=line[:80], most=LONGEST)
        else:
            found.append(KINDS[kind].read(line))
    return found
