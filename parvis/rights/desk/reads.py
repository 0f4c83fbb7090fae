"""Who read a request, as its page shows it: fifty lines at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.safestring import SafeString

from parvis.design.spoken import moment
from parvis.people.models import User
from parvis.rights.desk import screens
from parvis.rights.requests.models import Access, Request

A_PAGE = 50


def page_of(row: Request, asked: Any) -> Page[Any]:
    """Who (a key, None for the person themself), what, when; the last first."""
    return Paginator(row.accesses.values_list("by", "what", "at"), A_PAGE).get_page(asked)


def written(reads: Iterable[tuple[Any, str, Any]]) -> SafeString:
    """A line each; one query, of the people."""
    reads = list(reads)
    people = User.objects.in_bulk({by for by, _what, _at in reads if by})
    named = {key: str(person) for key, person in people.items()}
    words = {value: str(label) for value, label in Access.What.choices}
    lines = [
        (named.get(by, ""), words[what], timezone.localtime(at).isoformat(), moment(at))
        for by, what, at in reads
    ]
    return screens.lines("rights/desk/reads.html", lines=lines)
