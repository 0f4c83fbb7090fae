"""The public layout for pages written in Django's own template language (sign-in, forms).

{% load design %}{% page %}
{% title %}Se connecter{% endtitle %}
<form method="post">{% csrf_token %}{% fields form %}…</form>
{% endpage %}
"""

from typing import Any

from django import template
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from parvis.design.text import plain

register = template.Library()


@register.simple_block_tag(takes_context=True)
def title(context: Context, content: str) -> str:
    """What stands in the title of the window; the page writes its own h1."""
    context["page_title"] = plain(content)
    return ""


@register.simple_block_tag(takes_context=True)
def page(context: Context, content: SafeString) -> SafeString:
    """`content` as the main part of the layout, with the site's menus and words."""
    values = {"title": context.get("page_title", ""), "content": content, "robots": "noindex"}
    return _made("design/page.html", values, context.get("request"))


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """The errors of a form, then its fields, as on every public page."""
    return _made("design/fields.html", {"form": form})


def _made(name: str, values: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
    """Jinja2 escaped what had to be; Django must not do it again."""
    return mark_safe(render_to_string(name, values, request))  # noqa: S308
