"""Lines of the desk's lists, as Wagtail's templates write them: seven templates a row, and seven
more for its menu, take longer than all the rest of a page of 50. A test compares the two."""

from __future__ import annotations

from copy import copy
from functools import cached_property, lru_cache
from typing import Any

from django.forms.utils import flatatt
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.admin.ui import tables
from wagtail.admin.widgets.button import BaseButton, ButtonWithDropdown

DROPDOWN = (
    '<li><div data-controller="w-dropdown" class="w-dropdown"{}>'
    '<button type="button" class="w-dropdown__toggle w-dropdown__toggle--icon" '
    'data-w-dropdown-target="toggle" aria-label="{}">{}</button>'
    '<div data-w-dropdown-target="content" class="w-dropdown__content" hidden>{}</div></div></li>'
)
MOST = 2_000  # cells that are kept of one sort, each under all that it is written from
Context = dict[str, Any]


class Table(tables.Table):
    """Its head is Wagtail's, whose template has no line left to write."""

    def render_html(self, parent_context: Context) -> SafeString:
        empty, columns = copy(self), list(self.columns.values())
        empty.data = ()
        before, end, after = super(Table, empty).render_html(parent_context).rpartition("</tbody>")
        told = {"table": self, "request": parent_context.get("request")}
        lines = (self.line(columns, row, told | {"row": row}) for row in self.rows)
        return SafeString("".join([before, *lines, end, after]))

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


class Title(tables.ButtonsColumnMixin, tables.TitleColumn):
    """The title, which leads to the form, and the menu of the rest."""

    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        words = self.get_value(instance)
        words = str(words if str(words).strip() else self.empty_value_display)
        name = self.get_title_id(instance, parent_context)
        where = self.get_link_url(instance, parent_context)
        buttons = sorted(self.get_buttons(instance, parent_context))
        menus = "".join(menu(one, parent_context) for one in buttons if one.show)
        return titled(words, name, where, menus)


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
