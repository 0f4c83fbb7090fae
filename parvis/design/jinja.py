"""The Jinja2 environment of the public pages (house rule: one engine, one set of helpers)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from jinja2 import Environment, FileSystemLoader, TemplateNotFound
from markupsafe import Markup, escape

from parvis.design import dates, numbers
from parvis.design.spoken import by_law, spoken
from parvis.design.text import capital, cut, plain
from parvis.design.tongue import tongue

FOLLOWED = re.compile(r"(https?://|ftps?://|mailto:|tel:|[/?#])", re.IGNORECASE)
MOST_ABSENT = 2_000  # names of templates of another engine


class Folders(FileSystemLoader):
    """Templates of the rooms. A name that none of them has is remembered: each template of the desk
    is looked for here first, a hundred a page, in every folder. Not where files may still come
    (`auto_reload`)."""

    def __init__(self, folders: Sequence[Any]) -> None:
        super().__init__(folders)
        self.absent: set[str] = set()

    def get_source(self, environment: Environment, template: str) -> Any:
        if template in self.absent:
            raise TemplateNotFound(template)
        try:
            return super().get_source(environment, template)
        except TemplateNotFound:
            if not environment.auto_reload and len(self.absent) < MOST_ABSENT:
                self.absent.add(template)
            raise


def environment(**options: Any) -> Environment:
    """What the `environment` option of TEMPLATES names; `options` come from Django's back end."""
    options["loader"] = Folders(options["loader"].searchpath)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(autoescape=options.pop("autoescape", True), **options)
    env.globals.update(_=said, ngettext=said_many)
    env.globals.update(
        url=url, static=lru_cache(maxsize=500)(static), language=spoken, querystring=querystring
    )
    env.filters.update(
        date_words=date_words,
        moment_words=moment_words,
        date=date_element,
        since=since,
        number=number,
        size=size,
        plain=plain,
        cut=cut,
        capital=capital,
        followed=followed,
        by_law=by_law,
        tongue=tongue,
    )
    return env


def said(message: str, **values: Any) -> Markup:
    """A sentence of ours in the language of the page, with values, which are escaped.

    A percent sign alone is written "%%", whether or not there are values.
    """
    sentence = marked(message, spoken())
    return sentence % values if "%" in message else sentence


def said_many(one: str, many: str, count: int, **values: Any) -> Markup:
    """`said`, in the singular or the plural that this number asks for; also known as %(num)s."""
    sentence = Markup(translation.ngettext(one, many, count))  # noqa: S704
    return sentence % {"num": count, **values}


@lru_cache(maxsize=4_000)
def marked(message: str, language: str) -> Markup:
    """A sentence of a template, in a language (the one that is active): looked up once."""
    return Markup(translation.gettext(message))  # noqa: S704


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Django's `reverse`, in the language of the page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def querystring(request: HttpRequest, **changes: Any) -> str:
    """The page's own query with some names changed, None to take one away: "?q=eau&page=2".

    `page` is dropped whenever anything else changes: another filter starts at its first page.
    """
    query: dict[str, Any] = dict(request.GET.lists())
    if any(name != "page" for name in changes):
        query.pop("page", None)
    query.update(changes)
    kept: Mapping[str, Any] = {name: value for name, value in query.items() if value is not None}
    return "?" + urlencode(kept, doseq=True)


def followed(address: str | None) -> str:
    """An address that a link may lead to, "" for any other: no javascript:, no data:."""
    return address if address and FOLLOWED.match(address) else ""


def date_words(value: date | datetime | str | None) -> str:
    return dates.date_words(value, spoken(), timezone.get_current_timezone())


def moment_words(value: datetime | str) -> str:
    return dates.moment_words(value, spoken(), timezone.get_current_timezone())


def date_element(value: date | datetime | str | None) -> Markup:
    """The date in words inside `<time datetime="…">` when a machine can read it."""
    machine = dates.date_machine(value)
    words = escape(date_words(value))
    return Markup('<time datetime="{}">{}</time>').format(machine, words) if machine else words


def since(value: date | datetime | str) -> Markup:
    """« depuis le 12 mars 2026 », « depuis mars 2021 » when the day is not known."""
    whole_day = len(dates.date_machine(value)) >= len("2026-03-12")
    words = _("depuis le %(date)s") if whole_day else _("depuis %(date)s")
    return Markup(escape(words)) % {"date": date_element(value)}  # noqa: S704


def number(value: numbers.Number | None, digits: int | None = None) -> str:
    return numbers.number(value, digits, spoken())


def size(octets: int | None) -> str:
    return numbers.size(octets, spoken())
