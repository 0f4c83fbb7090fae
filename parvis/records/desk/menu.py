"""The menu of the desk: what a person may do, in the sections that rooms declare."""

from __future__ import annotations

from typing import Any

from wagtail import hooks as admin_hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from parvis.records import hooks
from parvis.records.desk import rights
from parvis.records.kinds import Section

# what an agent finds in the menu; an administrator finds a few more
OF_ADMINISTRATORS = frozenset({"images", "documents", "settings", "reports"})
NEVER = frozenset({"explorer", "help", "snippets"})


class Shown(Menu):
    """Entries that were already found to be for who asks."""

    def menu_items_for_request(self, _request: Any) -> list[MenuItem]:
        return list(self.initial_menu_items)


class Heading(SubmenuMenuItem):
    """A section, with the entries it holds for who asks."""

    def __init__(self, section: Section, held: list[MenuItem]) -> None:
        name, order = f"section-{section.orders.start}", section.orders.start
        self.held = held
        super().__init__(
            section.title, Shown(items=held), name=name, icon_name=section.icon, order=order
        )


def hidden(user: Any) -> frozenset[str]:
    """Names of the entries of Wagtail that this person does not find."""
    return NEVER if rights.is_administrator(user) else NEVER | OF_ADMINISTRATORS


def shown(whole: Menu, request: Any) -> list[MenuItem]:
    """Wagtail's `menu_items_for_request`, which asks nothing about the entries that are hidden."""
    taken = hidden(request.user)
    registered = whole.registered_menu_items
    items = [item for item in registered if item.name not in taken and item.is_shown(request)]
    for hook in admin_hooks.get_hooks(whole.construct_hook_name):
        hook(request, items)
    return items


def arranged(items: list[MenuItem]) -> list[MenuItem]:
    """Each section that holds several entries becomes one; a single one stays by itself."""
    left, entries = items, []
    for section in hooks.gather("desk_sections"):
        held = [item for item in left if item.order in section.orders]
        if len(held) > 1:
            left = [item for item in left if item not in held]
            entries.append(Heading(section, held))
    return left + entries
