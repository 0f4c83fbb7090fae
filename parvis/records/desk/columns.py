"""Cells of the desk's lists, as Wagtail's templates write them: six templates a row, and seven more
for its menu, take longer than all the rest of a page of 50. A test compares the two."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
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
Context = dict[str, Any]


class Column(tables.Column):
    """A text, or words that are safe HTML already."""

    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        value = self.get_value(instance)
        shown = self.empty_value_display if value is None or not str(value).strip() else value
        return format_html("<td>{}</td>", shown)


class Ticked(tables.BulkActionsCheckboxColumn):
    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        return format_html(
            '<td class="bulk-action-checkbox-cell"><input type="checkbox" data-object-id="{}" '
            'data-bulk-action-checkbox class="bulk-action-checkbox" aria-label="{}" '
            'aria-describedby="{}"></td>',
            str(instance.pk), gettext("Sélectionner"), self.get_aria_describedby(instance),
        )  # fmt: skip


class Title(tables.ButtonsColumnMixin, tables.TitleColumn):
    """The title, which leads to the form, and the menu of the rest."""

    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        context = self.get_cell_context_data(instance, parent_context)
        title = format_html('<span id="{}">{}</span>', context["title_id"], context["value"])
        if context["link_url"]:
            title = format_html('<a href="{}">{}</a>', context["link_url"], title)
        buttons = format_html_join(
            "", "{}", ((menu(one, parent_context),) for one in context["buttons"] if one.show)
        )
        return format_html(
            '<td class="title"><div class="title-wrapper">{}</div>'
            '<ul class="actions">{}</ul></td>',
            title, buttons,
        )  # fmt: skip


def menu(button: Any, context: Context) -> SafeString:
    if not isinstance(button, ButtonWithDropdown):
        return format_html("<li>{}</li>", button.render_html(context))
    choices = format_html_join(
        "", "{}", ((choice(one, context),) for one in sorted(button.dropdown_buttons))
    )
    toggle = icon(button.icon_name, "w-dropdown__toggle-icon")
    return format_html(DROPDOWN, button.base_attrs_string, button.aria_label, toggle, choices)


def choice(button: BaseButton, context: Context) -> SafeString:
    """A line of the menu, which leads somewhere; others as they are."""
    if not button.url:
        return SafeString(button.render_html(context))
    shown = icon(button.icon_name, "icon") if button.icon_name else ""
    return format_html(
        '<a href="{}" class="{}"{}>{} {}</a>',
        button.url, button.classname, button.base_attrs_string, shown, button.label,
    )  # fmt: skip


@lru_cache(maxsize=64)
def icon(name: str, classname: str) -> SafeString:
    return format_html(
        '<svg class="icon icon-{0} {1}" aria-hidden="true"><use href="#icon-{0}"></use></svg>',
        name, classname,
    )  # fmt: skip
