"""Where an address is, as the territory's own list of addresses says (PARVIS_ADDRESSES), in the
columns of the Base Adresse Locale."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.conf import settings

from parvis.catalogue import access
from parvis.catalogue.rows.asked import context
from parvis.catalogue.rows.source import GivenRows
from parvis.lake import rows as lake
from parvis.lake.query import tree
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.schema import NUMERIC
from parvis.records.audience import VISITOR
from parvis.records.kinds import Address
from parvis.records.models import Published

MOST = 11  # addresses: ten, and one that tells that there are more
STREET, NUMBER = ("voie_nom", "commune_nom"), ("numero", "suffixe")
PLACE = ("long", "lat")
_NUMBERED = re.compile(r"\s*(\d{1,4})\s*(bis|ter|quater)?\b[\s,]*(.*)", re.IGNORECASE | re.DOTALL)
_POSTCODE = re.compile(r"\b\d{5}\b")


class Said(NamedTuple):
    """What somebody wrote: the words of a street and its commune, a number in it."""

    words: str
    number: int | None


def said(text: str) -> Said:
    """`12 bis rue Haute 35000 Rennes`: addresses of the format have no postcode."""
    numbered = _NUMBERED.fullmatch(text)
    number, words = (int(numbered[1]), numbered[3]) if numbered else (None, text)
    return Said(" ".join(_POSTCODE.sub(" ", words).replace(",", " ").split()), number)


def found(text: str) -> list[Address] | None:
    """Those that bear all these words, some MOST; streets where no number is given, at the middle
    of their numbers. None where no list of addresses is open to all. Raises QueryProblem or
    EngineProblem."""
    rows = opened()
    if rows is None:
        return None
    wanted = said(text)
    if not any(map(str.isalpha, wanted.words)):
        return []
    names: tuple[str, ...] = STREET
    same = None
    if wanted.number is not None:
        names += NUMBER
        same = tree.Compare("=", tree.Column("numero"), tree.Number(wanted.number))
    columns = tuple(tree.Output(tree.Column(name)) for name in names)
    places = tuple(tree.Output(tree.Aggregate("avg", tree.Column(name)), name) for name in PLACE)
    query = tree.Query(
        select=(*columns, *places),
        where=tree.both(tree.Matches((), wanted.words, "search"), same, *map(known, PLACE)),
        group_by=columns,
        order_by=tuple(tree.Order(tree.Column(name)) for name in names),
        limit=MOST,
    )
    return [told(row) for row in rows.answer(query, context()).rows]


def opened() -> GivenRows | None:
    among = Published.objects.visible(VISITOR).filter(type="dataset")
    row = among.filter(slug=settings.PARVIS_ADDRESSES).first()
    version = lake.current(row.uuid) if row and access.open_to_all(row.content) else None
    if version is None:
        return None
    rows = GivenRows(version, PUBLIC)
    types = {one.name: one.type for one in rows.schema.columns}
    needed = types.keys() >= {*STREET, *NUMBER, *PLACE}
    return rows if needed and all(types[name] in NUMERIC for name in ("numero", *PLACE)) else None


def known(name: str) -> tree.Node:
    return tree.Not(tree.IsNull(tree.Column(name)))


def told(row: tuple[object, ...]) -> Address:
    street, commune, *number, longitude, latitude = row
    written = " ".join(str(part) for part in (*number, street) if part not in (None, ""))
    return Address(f"{written}, {commune}", float(str(longitude)), float(str(latitude)))
