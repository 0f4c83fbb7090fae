"""Tags of Wagtail's admin templates, whose output each process keeps under all it is made of.

The menu at the side and the list of keyboard shortcuts are the same on every page of one person,
and cost as much as the page; icons, the fields of a list, its buttons and the way to it are the
same for everyone. What one may see in the menu is asked at each request: only how it is written is
kept. The tags are Wagtail's
own: a name of the template library leads here (`TEMPLATES`), and a test compares every page's frame
with Wagtail's.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.middleware.csrf import get_token
from django.template import Library, Node
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.translation import get_language
from wagtail.admin.menu import MenuItem, admin_menu
from wagtail.admin.search import admin_search_areas
from wagtail.admin.templatetags import wagtailadmin_tags as theirs
from wagtail.admin.widgets import AdminDateInput, BooleanRadioSelect
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, HeaderButton
from wagtail.models import Locale

from parvis.records.desk import menu
from parvis.records.questions import Question

MOST = 500  # texts kept of one tag
LONGEST = 200  # signs of a value that is in what is kept
FIELDS = (forms.RadioSelect, BooleanRadioSelect, forms.TextInput, AdminDateInput)
PRESSED = (Button, HeaderButton, ButtonWithDropdown)
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
    agent = request.headers.get("User-Agent", "")
    return with_shortcuts(request), theirs.get_comments_enabled(), agent


def with_shortcuts(request: Any) -> bool:
    profile = getattr(request.user, "wagtail_userprofile", None)
    return bool(getattr(profile, "keyboard_shortcuts", True))


def given(context: Context, node: Any) -> Hashable:
    """All that the tag is given, safe or to escape; None when its text only gets a name."""
    if getattr(node, "target_var", None) is not None:
        return None
    given, named = node.get_resolved_arguments(context)
    return tuple((name, told(value)) for name, value in [*enumerate(given), *sorted(named.items())])


def told(value: Any) -> Hashable:
    return value is None, str(value), hasattr(value, "__html__"), bool(value)


def led(context: Context, node: Any) -> Hashable:
    """The steps that lead to a page, and its icon."""
    given, named = node.get_resolved_arguments(context)
    if len(given) != 1:
        return None
    steps = (tuple((name, told(value)) for name, value in step.items()) for step in given[0])
    return tuple(steps), tuple((name, told(value)) for name, value in named.items())


def chosen(context: Context, node: Any) -> Hashable:
    """A filter of a list, or what is sought in it, by all that its template and its widget read;
    None for any other field, or one that is dressed otherwise."""
    given, named = node.get_resolved_arguments(context)
    bound = given[0] if given else named.pop("field", None)
    plain = all(isinstance(value, str | bool) for value in named.values()) and len(given) < 2
    if not plain or not isinstance(bound, BoundField) or type(bound.field.widget) not in FIELDS:
        return None
    field, value = bound.field, repr(bound.value())
    if len(value) > LONGEST:
        return None
    said = (bound.label, bound.help_text, *bound.errors)
    return (
        type(field), bound.name, bound.html_name, bound.auto_id, *map(str, said), field.required,
        field.disabled, bound.form.use_required_attribute, value, dressed(field.widget),
        *sorted(named.items()),
    )  # fmt: skip


def dressed(widget: Any) -> Hashable:
    """All that the template of a widget reads of it, and of those it is made of."""
    parts = getattr(widget, "widgets", ())
    choices, of_date = getattr(widget, "choices", ()), getattr(widget, "format", None)
    shown = (type(widget), widget.is_localized, widget.is_required, repr(widget.attrs), of_date)
    return *shown, repr(list(choices)), *map(dressed, parts)


def pressed(context: Context, node: Any) -> Hashable:
    """A plain button, with those that open below it; None for any other component."""
    if node.extra_context or node.target_var is not None:
        return None
    return button(node.component.resolve(context))


def button(one: Any) -> Hashable:
    if type(one) not in PRESSED:
        return None
    below = [button(each) for each in getattr(one, "dropdown_buttons", ())]
    if None in below:
        return None
    attributes = tuple((name, told(value)) for name, value in one.attrs.items())
    plain = told(one.label), told(one.url), told(one.icon_name), told(one.classname)
    return type(one), *plain, attributes, one.priority, one.show, tuple(below)


LOCALES = Question(
    lambda _shape, after: (
        Locale.objects.filter(pk__gt=after[0])
        .order_by("language_code")
        .values_list("language_code")
    )
)


class Config(Node):
    """What scripts are told: the same for everyone, but for the token of the page."""

    child_nodelists = ()

    def __init__(self, parser: Parser, token: Token) -> None:
        self.node = theirs.register.tags["wagtail_config"](parser, token)

    def render(self, context: Context) -> str:
        if self.node.target_var is None:
            return str(self.node.render(context))
        locale = getattr(context.get("locale"), "language_code", None)
        made_of = tuple(LOCALES([0])), locale, with_shortcuts(context["request"])
        known = (get_language(), get_script_prefix(), made_of)
        if known not in CONFIGS:
            self.node.render(context)
            CONFIGS[known] = context[self.node.target_var]
        fresh = {"CSRF_TOKEN": get_token(context["request"])}
        context[self.node.target_var] = CONFIGS[known] | fresh
        return ""


CONFIGS: dict[Hashable, dict[str, Any]] = {}

register = Library()
register.tags = theirs.register.tags | {
    "sidebar_props": kept("sidebar_props", side),
    "keyboard_shortcuts_dialog": kept("keyboard_shortcuts_dialog", shortcuts),
    "icon": kept("icon", given),
    "versioned_static": kept("versioned_static", given),
    "icon_sprite_url": kept("icon_sprite_url", given),
    "formattedfield": kept("formattedfield", chosen),
    "breadcrumbs": kept("breadcrumbs", led),
    "component": kept("component", pressed),
    "wagtail_config": Config,
}
register.filters = theirs.register.filters
