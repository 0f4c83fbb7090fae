"""Parse the query string of public addresses at the edge: typed values or one clear sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, cast
from urllib.parse import quote_plus

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from parvis.design.errors import Missing, Refused
from parvis.records.search.query import BOX, Sort, read_box

PAGE_SIZE = 20
LAST_PAGE = 500
FURTHEST = 10_000  # what the search engine leafs through
LONGEST_VALUE = 500
MOST_VALUES = 20
SORTS: tuple[Sort, ...] = ("relevance", "updated", "title")


@dataclass(frozen=True)
class ListQuery:
    """What a list was asked: words, filters by facet, order, page (from 1), whether with `every`
    filter that it has to offer."""

    text: str = ""
    filters: dict[str, list[str]] = field(default_factory=dict)
    sort: Sort | Literal[""] = ""
    page: int = 1
    every: bool = False

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE


def list_query(request: HttpRequest, facets: tuple[str, ...]) -> ListQuery:
    """Raise Refused (400) naming the field, its value and what would be accepted."""
    return of_data(request.GET, facets)


def of_data(data: QueryDict, facets: tuple[str, ...]) -> ListQuery:
    filters = {name: values for name in facets if (values := many(data, name))}
    if "territory" in facets and (around := box(data)):
        filters[BOX] = [around]
    return ListQuery(
        text=text(data, "q"),
        filters=filters,
        sort=cast('Sort | Literal[""]', choice(data, "sort", SORTS)),
        page=integer(data, "page", 1, LAST_PAGE, 1),
        every=choice(data, "filters", ("all",)) == "all",
    )


def address(query: ListQuery) -> str:
    """The query string of a list query, in a stable order; "?" alone for the whole list."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [(name, v) for name in sorted(query.filters) for v in sorted(query.filters[name])]
    pairs += [("filters", "all")] if query.every else []
    pairs += [("sort", query.sort)] if query.sort else []
    pairs += [("page", str(query.page))] if query.page > 1 else []
    return "?" + "&".join([f"{name}={quoted(value)}" for name, value in pairs])


@lru_cache(maxsize=5_000)
def quoted(value: str) -> str:
    """A value as `urlencode` writes it: the same few hundred stand on every list."""
    return quote_plus(value)


def refuse(name: str, value: str, mend: str) -> Refused:
    words = {"name": name, "value": value[:80].replace("\0", "?"), "mend": mend}
    return Refused(
        _("Cette adresse contient une valeur que nous ne comprenons pas"),
        _("« %(name)s » vaut « %(value)s ».") % words,
        "",
        mend,
    )


def text(data: QueryDict, name: str) -> str:
    value = data.get(name, "").strip()
    if "\0" in value:
        raise refuse(name, value, _("Retirez les caractères invisibles."))
    if len(value) > LONGEST_VALUE:
        mend = _("Écrivez au plus %(most)s caractères.") % {"most": LONGEST_VALUE}
        raise refuse(name, value, mend)
    return value


def many(data: QueryDict, name: str) -> list[str]:
    values = [value for value in data.getlist(name) if value]
    if len(values) > MOST_VALUES or any(
        len(value) > LONGEST_VALUE or "\0" in value for value in values
    ):
        mend = _("Choisissez au plus %(most)s valeurs, telles qu’elles sont dans les listes.")
        raise refuse(name, ", ".join(values), mend % {"most": MOST_VALUES})
    return values


def box(data: QueryDict) -> str:
    """A box as it is written in addresses, "" for none."""
    value = text(data, BOX)
    if value and not read_box(value):
        mend = _(
            "Donnez quatre nombres en degrés, séparés par des virgules : ouest, sud, est, nord. "
            "Par exemple -1.75,48.05,-1.60,48.15."
        )
        raise refuse(BOX, value, mend)
    return value.replace(" ", "")


def choice(data: QueryDict, name: str, allowed: tuple[str, ...], default: str = "") -> str:
    value = data.get(name, "") or default
    if value and value not in allowed:
        mend = _("Valeurs possibles : %(values)s.") % {"values": ", ".join(allowed)}
        raise refuse(name, value, mend)
    return value


def integer(data: QueryDict, name: str, least: int, most: int, default: int) -> int:
    value = data.get(name, "").strip()
    if not value:
        return default
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
    if not least <= number <= most:
        mend = _("Donnez un nombre entier de %(least)s à %(most)s.")
        raise refuse(name, value, mend % {"least": least, "most": most})
    return number


def past_the_end(page: int, pages: int) -> Missing:
    """404 for a page after the last."""
    values = {"page": page, "pages": pages}
    return Missing(
        _("Cette page n’existe pas"),
        _("« page » vaut « %(page)s », et la liste compte %(pages)s page(s).") % values,
        "",
        _("Donnez un nombre de 1 à %(pages)s.") % values,
    )
