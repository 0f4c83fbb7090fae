"""What the scores look at, read once from a projection: see `Dataset.projected`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from parvis.catalogue import access, vocabulary
from parvis.catalogue.tables import read_table

Content = Mapping[str, Any]
Answers = Mapping[str, bool]  # address → whether it answers; not there: never asked


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a format allows; see `vocabularies/format-quality.tsv`."""

    machine: bool = False
    free: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One distribution. `opens`, `downloads`: whether the address answers, None when unknown."""

    access_url: str
    download_url: str
    format: str
    media_type: str
    licence: str
    rights: bool
    documented: bool
    byte_size: int | None
    modified: str
    opens: bool | None
    downloads: bool | None
    allowed: Allowed


@dataclass(frozen=True, slots=True)
class Described:
    """One data set as its published description stands."""

    title: str
    description: str
    keywords: bool
    themes: bool
    spatial: bool
    temporal: bool
    contacts: bool
    publisher: bool
    licence: str
    access_rights: str
    frequency: str
    issued: str
    modified: str
    forms: tuple[Form, ...]


@cache
def _allowed() -> dict[str, Allowed]:
    names = ("machine", "free", "open")
    return {
        row["code"]: Allowed(**{name: row[name] == "1" for name in names})
        for row in read_table("format-quality").rows
    }


@cache
def allowed(uri: str, media_type: str) -> Allowed:
    """What a format allows: what its media type tells apart (Parquet is "binary" in the European
    list) wins over what its file type says."""
    found = [vocabulary.file_format(text) for text in (media_type, uri) if text]
    known = [_allowed()[one.code] for one in found if one]
    if not known:  # data.gouv.fr counts as open what it does not know
        return Allowed(open=bool(uri))
    return Allowed(
        *(any(getattr(one, name) for one in known) for name in ("machine", "free", "open"))
    )


def described(content: Content, answers: Answers, *, publisher: bool = True) -> Described:
    """`publisher`: whether an organisation that everyone may see answers for it."""
    licence = content.get("licence") or ""
    forms = content.get("distributions") or ()
    return Described(
        title=content.get("title") or "",
        description=content.get("summary") or content.get("plain_summary") or "",
        keywords=bool(content.get("keywords")),
        themes=bool(content.get("themes") or content.get("original_themes")),
        spatial=bool(content.get("spatial")),
        temporal=bool(content.get("temporal")),
        contacts=bool(content.get("contacts")),
        publisher=publisher,
        licence=licence,
        access_rights=access.rights(content),
        frequency=content.get("frequency") or "",
        issued=content.get("issued") or "",
        modified=content.get("modified") or "",
        forms=tuple(form(item, answers, licence) for item in forms),
    )


def form(item: Content, answers: Answers, licence: str) -> Form:
    """The licence of the data set is that of its forms, unless they say another."""
    access, download = item.get("access_url") or "", item.get("download_url") or ""
    more = item.get("more") or {}
    format_, media_type = item.get("format") or "", item.get("media_type") or ""
    return Form(
        access_url=access,
        download_url=download,
        format=format_,
        media_type=media_type,
        licence=item.get("licence") or licence,
        rights=bool(more.get("rights")),
        documented=bool(item.get("description") or more.get("pages")),
        byte_size=item.get("byte_size"),
        modified=item.get("modified") or "",
        opens=answers.get(access),
        downloads=answers.get(download) if download else None,
        allowed=allowed(format_, media_type),
    )


def addresses(content: Content) -> set[str]:
    """Every address of a data set's forms."""
    items = content.get("distributions") or ()
    found = {item.get(name) for item in items for name in ("access_url", "download_url")}
    return {address for address in found if address}
