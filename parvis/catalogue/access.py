"""Who may have data, and the law that says so. Pure: projections go in.

A level is ours (`vocabularies/access-level.tsv`); DCAT-AP knows the EU's access rights. What a
steward has not decided is read from what the source said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from parvis.catalogue import vocabulary
from parvis.catalogue.tables import read_table

RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"

# level → access rights that say the same; the first is what goes out
SAME: dict[str, tuple[str, ...]] = {
    "open": ("PUBLIC",),
    "restricted": ("RESTRICTED", "NON_PUBLIC"),
    "personal": ("NON_PUBLIC", "RESTRICTED", "SENSITIVE", "CONFIDENTIAL"),
    "secret": ("NON_PUBLIC", "CONFIDENTIAL", "SENSITIVE"),
}
READ = {
    "PUBLIC": "open",
    "RESTRICTED": "restricted",
    "NON_PUBLIC": "restricted",  # the source says no reason: none is made up
    "SENSITIVE": "secret",
    "CONFIDENTIAL": "secret",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why data are not open: the right that is protected, where the law says so, what to do.

    Texts are in one language; `level` is the level of access that usually follows.
    """

    code: str
    label: str
    level: str
    article: str
    address: str
    meaning: str
    ask: str


def read_level(rights: str, personal: bool | None) -> str:
    """The level that a source's access rights (address or words) mean; "" when it says nothing."""
    known = vocabulary.match("access-right", rights) if rights else None
    level = READ[known.code] if known else ""
    return "personal" if personal and level not in ("", "open") else level


def level(content: Mapping[str, Any]) -> str:
    """The level of a projection: its steward's, else what its source said."""
    said = content.get("access_level") or ""
    return said or read_level(content.get("access_rights") or "", content.get("personal_data"))


def open_to_all(content: Mapping[str, Any]) -> bool:
    """Whether the rows themselves may be given; the record may be public though they are not."""
    return level(content) in ("", "open")


def rights(content: Mapping[str, Any]) -> str:
    """The access rights that go out: the source's own as long as they say the level, else ours."""
    said = content.get("access_rights") or ""
    chosen = content.get("access_level") or ""
    if chosen not in SAME:
        return said
    known = vocabulary.match("access-right", said) if said else None
    if known and known.code in SAME[chosen]:
        return said
    return RIGHTS + SAME[chosen][0]


@cache
def reasons(language: str = "fr") -> dict[str, Reason]:
    """Every reason by code, in the order of the table."""
    spoken = "en" if language == "en" else "fr"
    return {
        row["code"]: Reason(
            code=row["code"],
            label=row[spoken],
            level=row["level"],
            article=row[f"article_{spoken}"],
            address=row["address"],
            meaning=row[f"meaning_{spoken}"],
            ask=row[f"ask_{spoken}"],
        )
        for row in read_table("legal-reason").rows
    }


def named(codes: Iterable[Any], language: str = "fr") -> list[Reason]:
    """The reasons that codes name, each once; unknown ones are left out."""
    known = reasons(language)
    return [known[code] for code in dict.fromkeys(map(str, codes)) if code in known]


def unknown(codes: Any) -> list[str]:
    """Those of the codes that name no reason; what is no list of texts is unknown as a whole."""
    if not isinstance(codes, list):
        return [str(codes)[:80]]
    return [str(code)[:80] for code in codes if code not in list(reasons())]
