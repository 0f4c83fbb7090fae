"""Lines of the desk's lists, as Wagtail's templates write them: seven templates a row, and seven
more for its menu, take longer than all the rest of a page of 50. A test compares the two.

Two titles of a list differ by the key and the words of their record, and by what one may do with
it: those for which that is the same are written once, and the rest put in each (`Title`).
"""

from __future__ import annotations

from collections.abc import Hashable
from copy import copy
from functools import cached_property, lru_cache
from typing import Any, Protocol

from django.forms.utils import flatatt
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from wagtail.admin.ui import tables
from wagtail.admin.widgets.button import BaseButton, ButtonWithDropdown

DROPDOWN = (
    '<li><div data-controller="w-dropdown" class="w-dropdown"{}>'
    '<button type="button" class="w-dropdown__toggle w-dropdown__toggle--icon" '
    'data-w-dropdown-target="toggle" aria-label="{}">{}</button>'
    '<div data-w-dropdown-target="content" class="w-dropdown__content" hidden>{}</div></div></li>'
)
MOST = 2_000  # cells that are kept of one sort, each under all that it is written from
MOST_HEADS, LONGEST = 200, 200  # heads kept, and signs of a question for one that is
Context = dict[str, Any]
heads: dict[Hashable, tuple[str, str, str]] = {}
# what stands for a record's key, its name and its title where a line is written for many
KEY, NAME, TITLE = 2**62 + 1, "\ue001", "\ue002"


class Table(tables.Table):
    """Its head is Wagtail's, whose template has no line left to write."""

    def render_html(self, parent_context: Context) -> SafeString:
        columns = list(self.columns.values())
        before, end, after = self.around(columns, parent_context)
        told = {"table": self, "request": parent_context.get("request")}
        lines = (self.line(columns, row, told | {"row": row}) for row in self.rows)
        return SafeString("".join([before, *lines, end, after]))

    def around(self, columns: list[Any], parent_context: Context) -> tuple[str, str, str]:
        """What stands before and after the lines, kept by all it is written from; written each time
        where a column has a head of its own."""
        theirs = tables.BaseColumn.render_header_html
        plain = type(self) is Table and all(
            type(one).render_header_html is theirs for one in columns
        )
        known = self.head(columns, parent_context) if plain else None
        if known and known in heads:
            return heads[known]
        empty = copy(self)
        empty.data = ()
        found = super(Table, empty).render_html(parent_context).rpartition("</tbody>")
        if known:
            if len(heads) >= MOST_HEADS:
                heads.clear()
            heads[known] = found
        return found

    def head(self, columns: list[Any], parent_context: Context) -> Hashable:
        query = parent_context["request"].GET.urlencode()
        if len(query) > LONGEST:
            return None
        asked = get_language(), get_script_prefix(), query, self.ordering, str(self.base_url)
        shown = (
            (
                one.header_template_name, one.get_header_context_data.__func__, str(one.label),
                one.classname, one.sort_key, one.width, str(one.ascending_title_text),
                str(one.descending_title_text),
            )
            for one in columns
        )  # fmt: skip
        own = self.template_name, self.classname, repr(self.base_attrs), str(self.get_caption())
        return (*asked, *own, *shown)

    def line(self, columns: list[Any], row: Any, told: Context) -> str:
        cells = [one.render_cell_html(row.instance, told) for one in columns]
        return f"<tr{attributes(row.attrs)}>{''.join(cells)}</tr>"


class Column(tables.Column):
    """A text, or words that are safe HTML already."""

    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        value = self.get_value(instance)
        said = "" if value is None else str(value)
        return cell(said if said.strip() else str(self.empty_value_display))


# typed: a text that is safe HTML is not the same text to escape
@lru_cache(maxsize=MOST, typed=True)
def cell(said: str) -> SafeString:
    return SafeString(f"<td>{conditional_escape(said)}</td>")


class Ticked(tables.BulkActionsCheckboxColumn):
    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        return ticked(instance.pk, self.words, self.get_aria_describedby(instance))

    @cached_property
    def words(self) -> str:
        return gettext("Sélectionner")


@lru_cache(maxsize=MOST, typed=True)
def ticked(key: Any, words: str, described: str) -> SafeString:
    return SafeString(
        '<td class="bulk-action-checkbox-cell"><input type="checkbox" '
        f'data-object-id="{conditional_escape(key)}" data-bulk-action-checkbox '
        f'class="bulk-action-checkbox" aria-label="{conditional_escape(words)}" '
        f'aria-describedby="{conditional_escape(described)}"></td>'
    )


class Twin:
    """Stands for every record of a sort while the menu of their lines is written."""

    pk = KEY

    def __init__(self, sort: Hashable) -> None:
        self.sort = sort

    def __str__(self) -> str:
        return NAME


class Buttons(Protocol):
    """What a list tells of the menus of its lines."""

    def buttons(self, instance: Any) -> list[Any]:
        """Of a record, or of those for which a twin stands."""

    def sort_of(self, instance: Any) -> Hashable:
        """What decides of a line's menu and of where its title leads, besides the record's key and
        its name; None when it is for this record alone."""


class Title(tables.ButtonsColumnMixin, tables.TitleColumn):
    """The title, which leads to the form, and the menu of the rest."""

    view: Buttons

    def get_buttons(self, instance: Any, _parent_context: Any) -> list[Any]:
        return self.view.buttons(instance)

    @cached_property
    def patterns(self) -> dict[Hashable, str]:
        return {}

    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        words = self.get_value(instance)
        words = str(words if str(words).strip() else self.empty_value_display)
        sort = self.view.sort_of(instance)
        if sort is None:
            return self.written(instance, words, parent_context)
        if sort not in self.patterns:
            self.patterns[sort] = pattern_of(self.written(Twin(sort), TITLE, parent_context))
        name, title = conditional_escape(str(instance)), conditional_escape(words)
        return SafeString(self.patterns[sort] % {"key": instance.pk, "name": name, "title": title})

    def written(self, instance: Any, words: str, parent_context: Context) -> SafeString:
        name = self.get_title_id(instance, parent_context)
        where = self.get_link_url(instance, parent_context)
        buttons = sorted(self.get_buttons(instance, parent_context))
        menus = "".join(menu(one, parent_context) for one in buttons if one.show)
        return titled(words, name, where, menus)


def pattern_of(text: str) -> str:
    """What is written of a twin, for `%`."""
    text = text.replace("%", "%%").replace(str(KEY), "%(key)s")
    return text.replace(NAME, "%(name)s").replace(TITLE, "%(title)s")


def titled(words: str, name: str, where: str | None, menus: str) -> SafeString:
    """`menus` is HTML."""
    title = f'<span id="{conditional_escape(name)}">{conditional_escape(words)}</span>'
    if where:
        title = f'<a href="{conditional_escape(where)}">{title}</a>'
    return SafeString(
        f'<td class="title"><div class="title-wrapper">{title}</div>'
        f'<ul class="actions">{menus}</ul></td>'
    )


def menu(button: Any, context: Context) -> str:
    if not isinstance(button, ButtonWithDropdown):
        return format_html("<li>{}</li>", button.render_html(context))
    choices = "".join(choice(one, context) for one in sorted(button.dropdown_buttons))
    shown = {name: value for name, value in button.attrs.items() if name != "aria-label"}
    toggle = icon(button.icon_name, "w-dropdown__toggle-icon")
    title = conditional_escape(button.aria_label)
    return DROPDOWN.format(attributes(shown), title, toggle, choices)


def attributes(given: dict[str, Any]) -> str:
    return written(tuple(given.items())) if given else ""


@lru_cache(maxsize=MOST, typed=True)
def written(given: tuple[tuple[str, Any], ...]) -> str:
    return flatatt(dict(given))


def choice(button: BaseButton, context: Context) -> str:
    """A line of the menu, which leads somewhere; others as they are."""
    if not button.url:
        return button.render_html(context)
    where, label = str(button.url), str(button.label)
    return link(where, label, button.icon_name, button.classname, attributes(button.attrs))


@lru_cache(maxsize=MOST, typed=True)
def link(where: str, label: str, icon_name: str | None, classname: str, more: str) -> str:
    shown = icon(icon_name, "icon") if icon_name else ""
    text = '<a href="{}" class="{}"{}>{} {}</a>'
    return format_html(text, where, classname, more, shown, label)


@lru_cache(maxsize=64)
def icon(name: str, classname: str) -> SafeString:
    return format_html(
        '<svg class="icon icon-{0} {1}" aria-hidden="true"><use href="#icon-{0}"></use></svg>',
        name, classname,
    )  # fmt: skip


def at(name: str, key: int) -> str:
    """`reverse(name, args=[key])`, whose pattern is looked for once: a list asks it a line each."""
    head, tail = pattern(name, get_script_prefix())
    return f"{head}{key}{tail}"


@lru_cache(maxsize=512)
def pattern(name: str, _prefix: str) -> tuple[str, str]:
    head, _zero, tail = reverse(name, args=[0]).rpartition("0")
    return head, tail
