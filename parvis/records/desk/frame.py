"""Tags of Wagtail's admin templates, whose output each process keeps under all it is made of.

The menu at the side and the list of keyboard shortcuts are the same on every page of one person,
and cost as much as the page; icons and the filters of a list are the same for everyone. What one
may see in the menu is asked at each request: only how it is written is kept. The tags are Wagtail's
own: a name of the template library leads here (`TEMPLATES`), and a test compares every page's frame
with Wagtail's.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template import Library, Node
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.translation import get_language
from wagtail.admin.menu import MenuItem, admin_menu
from wagtail.admin.search import admin_search_areas
from wagtail.admin.templatetags import wagtailadmin_tags as theirs
from wagtail.admin.widgets import BooleanRadioSelect

from parvis.records.desk import menu

MOST = 500  # texts kept of one tag
CHOICES = (forms.RadioSelect, BooleanRadioSelect)
Key = Callable[[Context, Any], Hashable]


class Kept(Node):
    """A tag of Wagtail, asked once for each `key`; each time where that is None."""

    child_nodelists = ()

    def __init__(self, node: Any, key: Key, texts: dict[Hashable, str]) -> None:
        self.node, self.key, self.texts = node, key, texts

    def render(self, context: Context) -> str:
        told = self.key(context, self.node)
        if told is None:
            return str(self.node.render(context))
        known = (get_language(), get_script_prefix(), told)
        text = self.texts.get(known)
        if text is None:
            if len(self.texts) >= MOST:
                self.texts.clear()
            text = self.texts[known] = self.node.render(context)
        return text


def kept(name: str, key: Key) -> Callable[[Parser, Token], Kept]:
    made = theirs.register.tags[name]
    texts: dict[Hashable, str] = {}

    def tag(parser: Parser, token: Token) -> Kept:
        return Kept(made(parser, token), key, texts)

    return tag


def side(context: Context, node: Any) -> Hashable:
    """What the menu at the side is made of; None when an entry is written as only it knows."""
    request = context["request"]
    entries = listed(menu.shown(admin_menu, request))
    if node.target_var is not None or entries is None:
        return None
    areas = admin_search_areas.registered_search_areas
    search = next((str(one.url) for one in areas if one.is_shown(request)), None)
    user = request.user
    name = user.first_name or user.get_username()
    return entries, search, name, theirs.avatar_url(user, 50)


def listed(items: list[MenuItem]) -> Hashable:
    """Entries by themselves, headings by their words and their entries."""
    found: list[Hashable] = []
    for item in items:
        if isinstance(item, menu.Heading):
            held = listed(item.held)
            found.append(held and (item.name, str(item.label), item.icon_name, held))
        else:
            plain = type(item).render_component is MenuItem.render_component
            found.append(item if plain else None)
    return None if None in found else tuple(found)


def shortcuts(context: Context, _node: Any) -> Hashable:
    request = context["request"]
    profile = getattr(request.user, "wagtail_userprofile", None)
    enabled = getattr(profile, "keyboard_shortcuts", True)
    return bool(enabled), theirs.get_comments_enabled(), request.headers.get("User-Agent", "")


def given(context: Context, node: Any) -> Hashable:
    """All that the tag is given, safe or to escape; None when its text only gets a name."""
    if getattr(node, "target_var", None) is not None:
        return None
    given, named = node.get_resolved_arguments(context)
    values = [*enumerate(given), *sorted(named.items())]
    return tuple(
        (name, str(value), hasattr(value, "__html__"), bool(value)) for name, value in values
    )


def chosen(context: Context, node: Any) -> Hashable:
    """One of a few choices (a filter of a list), by all that its template and its widget read; None
    for any other field, or one that is dressed otherwise."""
    given, named = node.get_resolved_arguments(context)
    bound = given[0] if len(given) == 1 and not named else None
    if not isinstance(bound, BoundField) or type(bound.field.widget) not in CHOICES:
        return None
    field, widget = bound.field, bound.field.widget
    said = (bound.label, bound.help_text, *bound.errors)
    return (
        type(field), type(widget), bound.name, bound.html_name, bound.auto_id, *map(str, said),
        field.required, field.disabled, widget.is_localized, bound.form.use_required_attribute,
        repr(bound.value()), repr(widget.attrs), repr(list(widget.choices)),
    )  # fmt: skip


register = Library()
register.tags = theirs.register.tags | {
    "sidebar_props": kept("sidebar_props", side),
    "keyboard_shortcuts_dialog": kept("keyboard_shortcuts_dialog", shortcuts),
    "icon": kept("icon", given),
    "versioned_static": kept("versioned_static", given),
    "icon_sprite_url": kept("icon_sprite_url", given),
    "formattedfield": kept("formattedfield", chosen),
}
register.filters = theirs.register.filters
