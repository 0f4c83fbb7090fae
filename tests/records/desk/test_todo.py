"""The first screen of the desk: what awaits stands below its room, what is late first."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from parvis.records import hooks
from parvis.records.desk import todo
from parvis.records.desk.viewset import viewsets
from parvis.records.kinds import Awaited
from tests import makers
from tests.records.desk.test_queries import queries
from tests.records.desk.test_scope import needed

ON, DAY = dt.date(2026, 11, 30), dt.timedelta(days=1)
RECEIVED = dt.datetime(2026, 11, 29, 23, tzinfo=dt.UTC)


def due(kind, organisation, day, live=True):
    model = viewsets[kind].model
    values = {"title": "À revoir", "slug": f"a-revoir-{next(makers.numbers)}"}
    return model.objects.create(
        **needed(model), **values, organisation=organisation, review_on=day, live=live
    )


def test_what_is_late_comes_first_below_its_room(monkeypatch):
    told = [
        ("Catalogue", iter([Awaited("À publier", "/a", ON)])),
        ("Droits", iter([Awaited("À répondre", "/b", ON), Awaited("En retard", "/c", ON, True)])),
        ("Catalogue", iter([Awaited("À lire", "/d"), Awaited("Reçu", "/e", RECEIVED)])),
    ]
    monkeypatch.setattr(hooks, "gather", lambda name, **_arguments: told)
    found = todo.rooms(user=None)
    assert [(sort.title, [item.title for item in sort.items]) for sort in found] == [
        ("Droits", ["En retard", "À répondre"]), ("Catalogue", ["Reçu", "À publier", "À lire"])
    ]  # fmt: skip
    assert [item.late for item in found[0].items] == [True, False]


def test_every_room_names_what_awaits_and_the_screen_shows_it(town, signed):
    """Without anything to do, no room has a heading."""
    headings = [heading for heading, _items in hooks.gather("awaits", user=town.privacy)]
    assert "Droits des personnes" in headings
    assert todo.sorts(town.nobody) == []
    assert "Rien ne vous attend" in signed(town.writer).get("/espace-agents/").content.decode()


def test_every_type_that_is_due_is_shown_and_no_other_is_asked(town, signed):
    """The types are asked at once: one query more for each that has something, nobody else’s."""
    browser = signed(town.steward)
    today = timezone.localdate()
    none = queries(browser, "/espace-agents/")
    mine = [due(kind, town.here, today + DAY) for kind in ("dataset", "processing", "device")]
    due("dataset", town.elsewhere, today)
    due("algorithm", town.here, today + todo.SOON + DAY)
    due("application", town.here, today, live=False)
    found = todo.to_look_over(town.steward)
    assert {item.url for item in found} == {todo.address(record) for record in mine}
    assert all(item.title == str(mine[0]) and not item.late for item in found)
    assert queries(browser, "/espace-agents/") == none + 3
