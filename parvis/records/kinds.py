"""The small typed things that rooms declare through the hooks: types of records and predicates."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple


class Circle(IntEnum):
    """Who may see a record; each circle holds the ones before it."""

    PUBLIC = 0
    PARTNERS = 1
    AGENTS = 2
    SERVICE = 3  # the responsible organisation alone


@dataclass(frozen=True)
class RecordType:
    """One of the types of `/id/<type>/<slug>`.

    `model` is Django's label ("catalogue.Dataset"); `path` the French folder of its pages
    ("donnees"), or "" when it has no list of its own; `one` and `many` are what people read.
    """

    name: str
    model: str
    path: str
    one: str
    many: str
    iri: str = ""
    facets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Predicate:
    """A typed edge of the graph: `forward` and `backward` are the two French sentences.

    Each is read between two titles: "<subject> *alimente* <object>", "<object> *est alimenté par*
    <subject>". `iri` is the RDF property where a vocabulary has one.
    """

    name: str
    forward: str
    backward: str
    iri: str = ""
    subjects: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """A number the home page and the accounts show; `value` is called on reading."""

    name: str
    label: str
    value: Callable[[], int | float | None]
    unit: str = ""
    page: str = ""


@dataclass(frozen=True)
class KeptFolder:
    """A room's folder that a backup holds under `name`, but for names that begin by one of
    `excluded`; while `held` is open no file that the database names leaves it."""

    name: str
    folder: Path
    held: Callable[[], AbstractContextManager[None]]
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What a consistency rule found: the rule's name, the record (type, slug) and one sentence."""

    rule: str
    type: str
    slug: str
    sentence: str
    severity: str = "warning"
    article: str = ""
    params: dict[str, str] = field(default_factory=dict)


class Address(NamedTuple):
    """A postal address or a street in words, and where it is in degrees."""

    words: str
    longitude: float
    latitude: float


class Awaited(NamedTuple):
    """One thing that awaits a person at the desk; `late` when a term that binds us is past."""

    sentence: str
    url: str
    on: dt.date | dt.datetime | None = None
    late: bool = False
    detail: str = ""  # what tells it from others that are said alike


@dataclass(frozen=True)
class Section:
    """A heading of the desk's menu, and the orders of the entries that come under it."""

    orders: range
    title: str
    icon: str
