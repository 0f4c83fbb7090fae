"""How a DCAT document stands in a record: a column for what people edit, `more` for the rest.

Each column holds the document's value in a simpler form. Where the simpler form loses something
(a second address, a label in another language), `more` keeps the whole value too, and it is what
goes out as long as the column still says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from parvis.catalogue.dcat import plain

Plain = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: the document's field it stands for, and both converters."""

    field: str
    simplify: Callable[[Any], Any]
    restore: Callable[[Any], Any]
    empty: Any = ""


def same(value: Any) -> Any:
    return value


def named_uri(value: Mapping[str, Any]) -> str:
    """Of a thing known by address, by name or both: the address, else its first name."""
    return value.get("uri") or first_text(value.get("labels", {}))


def uri_named(value: str) -> dict[str, Any]:
    return {"uri": value} if "://" in value else {"labels": {"fr": value}}


def first_of(value: list[Any]) -> Any:
    return value[0]


def alone(value: Any) -> list[Any]:
    return [value]


def first_text(texts: Mapping[str, str], language: str = "fr") -> str:
    return texts.get(language) or next(iter(texts.values()), "")


def french_words(value: Mapping[str, list[str]]) -> list[str]:
    return list(value.get("fr") or next(iter(value.values()), []))


def words_french(value: list[str]) -> dict[str, list[str]]:
    return {"fr": sorted(value)}


def french(value: str) -> dict[str, str]:
    return {"fr": value}


RESOURCE: dict[str, Column] = {
    "keywords": Column("keywords", french_words, words_french, []),
    "themes": Column("themes", same, same, []),
    "original_themes": Column("original_themes", same, same, []),
    "contacts": Column("contacts", same, same, []),
    "licence": Column("licence", named_uri, uri_named),
    "access_rights": Column("access_rights", named_uri, uri_named),
    "landing_page": Column("landing_pages", first_of, alone),
    "issued": Column("issued", same, same),
    "modified": Column("modified", same, same),
    "languages": Column("languages", same, same, []),
}
DATASET: dict[str, Column] = RESOURCE | {
    "frequency": Column("frequency", named_uri, uri_named),
    "spatial": Column("spatial", same, same, []),
    "temporal": Column("temporal", same, same, []),
}
SERVICE: dict[str, Column] = RESOURCE | {
    "endpoint_url": Column("endpoint_urls", first_of, alone),
    "endpoint_description": Column("endpoint_descriptions", first_of, alone),
    "serves": Column("serves", same, same, []),
}
DISTRIBUTION: dict[str, Column] = {
    "title": Column("title", first_text, french),
    "description": Column("description", first_text, french),
    "access_url": Column("access_urls", first_of, alone),
    "download_url": Column("download_urls", first_of, alone),
    "format": Column("format", named_uri, uri_named),
    "media_type": Column("media_type", same, same),
    "licence": Column("licence", named_uri, uri_named),
    "byte_size": Column("byte_size", same, same, None),
    "issued": Column("issued", same, same),
    "modified": Column("modified", same, same),
}

# of a column of the data themselves: what we keep → field of its description by a source
SAID = {"title": "label", "meaning": "description", "type": "type", "unit": "unit"}

# fields of a document that a source says and a steward may decide otherwise: `more` keeps what the
# source said last, so that a later harvest knows which of the two a column holds
DECIDED = ("personal_data", "why_not_open", "hvd_categories", "columns")


def decided(record: Any, values: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Write what a source says (`values`, by column) unless the column holds another's word:
    neither empty in a new record nor what the source said `before`."""
    for name, value in values.items():
        if getattr(record, name) == before[name]:
            setattr(record, name, value)


def take(columns: Mapping[str, Column], plain: Plain) -> tuple[dict[str, Any], Plain]:
    """Split a plain document into the values of the columns and `more`."""
    values: dict[str, Any] = {}
    more = dict(plain)
    for name, column in columns.items():
        if column.field not in plain:
            values[name] = column.empty
            continue
        values[name] = column.simplify(plain[column.field])
        if column.restore(values[name]) == plain[column.field]:
            del more[column.field]
    return values, more


def give(columns: Mapping[str, Column], values: Mapping[str, Any], more: Plain) -> Plain:
    """The plain document again, from the values of the columns and `more`."""
    plain = dict(more)
    for name, column in columns.items():
        value = values.get(name, column.empty)
        if value in (column.empty, None, "", []):
            plain.pop(column.field, None)
        elif column.field not in more or column.simplify(more[column.field]) != value:
            plain[column.field] = column.restore(value)
    return plain


def unfit(columns: Mapping[str, Column], cls: type[Any], values: Plain, more: Any) -> list[str]:
    """Names of the columns (or "more") whose value has not the shape of the document `cls`."""
    lists = {"keywords": tuple[str, ...]}
    known = plain.hints(cls)
    wrong = []
    for name, column in columns.items():
        hint = lists.get(name) or (known[column.field] if column.restore is same else str)
        if not plain.fits(hint, values[name]):
            wrong.append(name)
    if not isinstance(more, dict) or plain.unfit(cls, more):
        wrong.append("more")
    return wrong
