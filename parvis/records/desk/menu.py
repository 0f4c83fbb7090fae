"""The menu of the desk: what a person may do, in the sections that rooms declare."""

from __future__ import annotations

from typing import Any

from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from parvis.records import hooks
from parvis.records.kinds import Section


class Shown(Menu):
    """Entries that were already found to be for who asks."""

    def menu_items_for_request(self, _request: Any) -> list[MenuItem]:
        return list(self.initial_menu_items)


def arranged(items: list[MenuItem]) -> list[MenuItem]:
    """Each section that holds several entries becomes one; a single one stays by itself."""
    left, entries = items, []
    for section in hooks.gather("desk_sections"):
        held = [item for item in left if item.order in section.orders]
        if len(held) > 1:
            left = [item for item in left if item not in held]
            entries.append(entry(section, held))
    return left + entries


def entry(section: Section, held: list[MenuItem]) -> MenuItem:
    name, order = f"section-{section.orders.start}", section.orders.start
    return SubmenuMenuItem(
        section.title, Shown(items=held), name=name, icon_name=section.icon, order=order
    )
