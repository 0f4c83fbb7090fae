"""The hooks of Parvis: how a room, or a plug-in outside the tree, tells lower floors what it has.

A hook is one signature below. An installed app implements it by a function of the same name in
its module `plugs` (`parvis/<room>/plugs.py`). The product's own rooms use nothing else.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pluggy
from django.apps import apps
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.db.models import Q
    from pyoxigraph import Quad

    from parvis.design.maps import Place
    from parvis.people.models import User
    from parvis.records.audience import Audience
    from parvis.records.entitlements import Entitlement
    from parvis.records.keys import KeyStore
    from parvis.records.kinds import (
        Address,
        Awaited,
        Finding,
        Indicator,
        KeptFolder,
        Predicate,
        RecordType,
        Section,
    )
    from parvis.records.openapi import Doors
    from parvis.records.projection import View
    from parvis.records.search import SearchRequest

spec = pluggy.HookspecMarker("parvis")
implement = pluggy.HookimplMarker("parvis")


class Specification:
    """Every hook, one documented signature each."""

    @spec
    def record_types(self) -> list[RecordType]:
        """Types of records this room keeps."""

    @spec(firstresult=True)
    def old_address(self, path: str) -> UUID | None:
        """The record that a path of a portal which this one replaces led to; asked where nothing
        else answers."""

    @spec
    def predicates(self) -> list[Predicate]:
        """Typed edges this room draws in the graph."""

    @spec(firstresult=True)
    def audience(self, request: HttpRequest) -> Audience | None:
        """Who is asking: circle and organisations. The first room that knows answers."""

    @spec(firstresult=True)
    def may(self, user: User, verb: str, record: Any) -> bool | None:
        """Whether this person may do `verb` (add, change, publish, erase …) on this very record."""

    @spec(firstresult=True)
    def scope(self, user: User, verb: str, model: Any) -> Q | None:
        """Condition on the rows of a record's model on which this person may do `verb`."""

    @spec(firstresult=True)
    def organisations_for(self, user: User, verb: str, kind: str) -> Q | None:
        """Condition on the organisations for which this person may do `verb` on a type."""

    @spec(firstresult=True)
    def enters(self, user: User) -> bool | None:
        """Whether this person has a place at the desk today."""

    @spec
    def needs_review(self, record: Any) -> list[str]:
        """Reviews a draft needs besides its steward's: "privacy" when it is about people, …"""

    @spec(firstresult=True)
    def preview(self, request: HttpRequest, view: View) -> HttpResponse | None:
        """The public page of a draft, for its author: `view` comes from no public door."""

    @spec
    def search_fields(self, projection: dict[str, Any]) -> dict[str, Any]:
        """What a projection adds to its search document (keywords, acronym, facets, weight)."""

    @spec
    def facet_titles(self) -> dict[str, str]:
        """What the room's facets are called: {"theme": "Thème"}."""

    @spec(firstresult=True)
    def facet_labels(self, facet: str, values: list[str]) -> dict[str, str] | None:
        """What people read for values of a facet; the room that declared the facet answers."""

    @spec(firstresult=True)
    def facts(self, view: View) -> list[dict[str, Any]] | None:
        """Key facts at the head of a record's page: {"term", "value", "url", "help"}, in order.

        The room that owns the type answers; else the page lists the plain public fields.
        """

    @spec(firstresult=True)
    def page_context(self, view: View, audience: Audience) -> dict[str, Any] | None:
        """What the room's own template of a record's page needs besides `view`."""

    @spec(firstresult=True)
    def list_places(self, kind: str, question: SearchRequest) -> list[Place] | None:
        """What the list of a type shows on a map above it: the places of the records that the
        question finds, beyond those of one page."""

    @spec(firstresult=True)
    def find_address(self, text: str) -> list[Address] | None:
        """Addresses that what somebody wrote may name, the first ones; None from who knows none.
        Raises Problem, whose sentence may be shown."""

    @spec(firstresult=True)
    def entitlements(self, projection: dict[str, Any]) -> list[Entitlement] | None:
        """Each right, whether people have it over what this record does with their data, and why;
        the room that owns the type answers."""

    @spec(firstresult=True)
    def quads(self, projection: dict[str, Any], base: str) -> Iterable[Quad] | None:
        """RDF of one published projection; the room that owns its type answers."""

    @spec(firstresult=True)
    def schema_org(self, projection: dict[str, Any], base: str) -> dict[str, Any] | None:
        """schema.org JSON-LD of one published projection, for its page."""

    @spec
    def page_state(self) -> list[str]:
        """What visitors' pages show besides history: each a SELECT, without parameter, of one value
        that is another when these pages are to be made anew."""

    @spec(firstresult=True)
    def own_state(self, names: dict[str, Any]) -> str | None:
        """What one page shows besides history and `page_state`, as a short text that is another
        when it is to be made anew: what changes too often to remake every page for it. `names` are
        the variable parts of its address; the room that keeps such pages answers."""

    @spec
    def indicators(self) -> list[Indicator]:
        """Numbers the home page and the public accounts show."""

    @spec
    def connectors(self) -> list[Any]:
        """Kinds of sources that can be harvested (`parvis.catalogue.harvest.connectors`)."""

    @spec
    def desk_sections(self) -> list[Section]:
        """Headings of the desk's menu, under which entries come."""

    @spec
    def machine_doors(self) -> list[Doors]:
        """Addresses that this room opens to programs, as `/api/openapi.json` describes them."""

    @spec
    def findings(self) -> Iterable[Finding]:
        """What the room's consistency rules find today."""

    @spec
    def placed(self, things: frozenset[int]) -> None:
        """Where these things of SensorThings are, or what they observe, was just told; in the
        transaction that keeps it, so that nothing of it is shown before."""

    @spec
    def kept_folders(self) -> list[KeptFolder]:
        """Folders that a backup holds beside the media and the private files."""

    @spec(firstresult=True)
    def letter_keys(self, room: str) -> KeyStore | None:
        """The keys of the persons' files that this room keeps: a letter about one of them waits
        under the file's own key."""

    @spec
    def loops(self, ended: Callable[[], bool]) -> list[tuple[str, Callable[[], object], float]]:
        """What each worker does again and again, in a thread of its own: a name, one step, the
        seconds between two. A step that lasts looks whether the worker has `ended`."""

    @spec
    def kept_rows(self) -> list[str]:
        """Files of rows of the lake's store that the room names, by their SHA-256: no sweep takes
        them, and `parvis lake verify` reads them again."""

    @spec
    def scheduled(self) -> list[tuple[str, str, int]]:
        """Recurring work: (name, dotted path of a django-tasks task, seconds between two runs)."""

    @spec
    def awaits(self, user: User) -> Iterable[tuple[str, Iterable[Awaited]]]:
        """What awaits this person at the desk, under the heading it stands below."""


@cache
def manager() -> pluggy.PluginManager:
    """The plug-in manager with every installed app's `plugs` module registered."""
    plugins = pluggy.PluginManager("parvis")
    plugins.add_hookspecs(Specification)
    for config in apps.get_app_configs():
        name = f"{config.name}.plugs"
        if find_spec(name):
            plugins.register(import_module(name), name=config.label)
    plugins.check_pending()
    return plugins


def gather(name: str, **arguments: Any) -> list[Any]:
    """Call a list hook and join the answers of all rooms, in the order of INSTALLED_APPS."""
    answers = getattr(manager().hook, name)(**arguments)
    return [item for answer in reversed(answers) for item in answer or ()]


def first(name: str, **arguments: Any) -> Any:
    """Call a `firstresult` hook: the first answer that is not None, else None."""
    return getattr(manager().hook, name)(**arguments)


@cache
def record_types() -> dict[str, RecordType]:
    """Types of records by name."""
    return {kind.name: kind for kind in gather("record_types")}


@cache
def predicates() -> dict[str, Predicate]:
    """Predicates by name."""
    return {predicate.name: predicate for predicate in gather("predicates")}
