"""The first screen of the desk: what awaits stands below its room, what is late first."""

from __future__ import annotations

import datetime as dt

from parvis.records import hooks
from parvis.records.desk import todo
from parvis.records.kinds import Awaited

DAY = dt.date(2026, 11, 30)


def test_what_is_late_comes_first_below_its_room(monkeypatch):
    told = [
        ("Catalogue", iter([Awaited("À publier", "/a", DAY)])),
        ("Droits", iter([Awaited("À répondre", "/b", DAY), Awaited("En retard", "/c", DAY, True)])),
        ("Catalogue", iter([Awaited("À lire", "/d")])),
    ]
    monkeypatch.setattr(hooks, "gather", lambda name, **_arguments: told)
    found = todo.rooms(user=None)
    assert [(sort.title, [item.title for item in sort.items]) for sort in found] == [
        ("Droits", ["En retard", "À répondre"]), ("Catalogue", ["À publier", "À lire"])
    ]  # fmt: skip
    assert [item.late for item in found[0].items] == [True, False]


def test_every_room_names_what_awaits_and_the_screen_shows_it(town, signed):
    """Without anything to do, no room has a heading."""
    headings = [heading for heading, _items in hooks.gather("awaits", user=town.privacy)]
    assert "Droits des personnes" in headings
    assert todo.sorts(town.nobody) == []
    assert "Rien ne vous attend" in signed(town.writer).get("/espace-agents/").content.decode()
