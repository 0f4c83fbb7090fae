"""What a notice tells of one processing: plain words, already in the reader's language.

Pure. A field that the record does not publish is None: the notice says nothing of it. An empty
tuple says that there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from parvis.records.entitlements import Entitlement

Say = Callable[[str], str]  # gettext of the reader's language


@dataclass(frozen=True)
class Aim:
    """One purpose: what for, what allows it ("une mission d’intérêt public"), by which text."""

    text: str
    basis: str = ""
    why: str = ""


@dataclass(frozen=True)
class Kept:
    """How long: of what (may be empty), how long, from when, what becomes of it then."""

    what: str
    how_long: str
    start: str = ""
    then: str = ""


@dataclass(frozen=True)
class Abroad:
    """Data that leave the European Economic Area: where, what protects them, where to read it."""

    country: str
    protection: str = ""
    url: str = ""


@dataclass(frozen=True)
class Facts:
    title: str
    controller: str = ""
    contact: str = ""
    officer: str = ""
    joint: tuple[str, ...] = ()
    on_behalf: str = ""  # of a processor: for whom it treats the data
    aims: tuple[Aim, ...] | None = None
    people: tuple[str, ...] | None = None
    data: tuple[str, ...] | None = None
    sensitive: tuple[str, ...] = ()
    exception: str = ""  # what lets sensitive data be treated, in words
    sources: tuple[str, ...] = ()  # other than the person: GDPR, article 14(2)(f)
    required: str = ""  # whether one must give them, and what happens else
    recipients: tuple[str, ...] | None = None
    processors: tuple[str, ...] = ()
    abroad: tuple[Abroad, ...] | None = None
    kept: tuple[Kept, ...] | None = None
    automatic: bool | None = None  # a decision by machine alone, with effects on people
    logic: str = ""
    mentions: tuple[str, ...] = ()  # of the algorithms that take part: CRPA, L.311-3-1
    rights: tuple[Entitlement, ...] = field(default_factory=tuple)
    form_url: str = ""
    page_url: str = ""
