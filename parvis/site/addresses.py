"""Addresses of pages: by record, by language."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from parvis.design.spoken import spoken
from parvis.records import hooks
from parvis.records.kinds import RecordType

SAFE = "!$&'()*+,;=/~:@"  # what `reverse` leaves as it is
PAGE = "page"  # editorial pages stand at the root: /accessibilite/


@cache
def kinds_by_path() -> dict[str, RecordType]:
    """Types that have a list, by the French folder of their pages."""
    return {kind.path: kind for kind in hooks.record_types().values() if kind.path}


def record_path(kind: str, slug: str) -> str:
    """The page of a record, in the language of the moment; its identifier when it has no page."""
    if kind == PAGE:
        return f"{root()}{slug}/"
    declared = hooks.record_types().get(kind)
    if declared is None or not declared.path:
        return identifier_path(kind, slug)
    return f"{root()}{declared.path}/{slug}/"


def list_path(kind: str) -> str:
    return f"{root()}{hooks.record_types()[kind].path}/"


def root() -> str:
    """ "/", or "/en/": addresses of records are many on a page, and have no need of `reverse`."""
    language = spoken()
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def identifier_path(kind: str, slug: str) -> str:
    return f"/id/{kind}/{slug}"


def part_path(kind: str, slug: str, part: str) -> str:
    """A page of a record: "history", "ties", "signal", "record_feed"."""
    before, after = around_slug(kind, part, spoken())
    return f"{before}{quote(slug, safe=SAFE)}{after}"


@cache
def around_slug(kind: str, part: str, language: str) -> tuple[str, str]:
    """What stands before and after the slug in an address, in a language (the one that is
    active): `reverse` takes long, and a page has many of them."""
    written = reverse(f"site:{part}", args=[hooks.record_types()[kind].path, "SLUG"])
    before, _slug, after = written.partition("SLUG")
    return before, after


def absolute(path: str) -> str:
    return f"{settings.PARVIS_BASE_URL}{path}"


def other_language(path: str) -> str:
    """The same page in the other language: French at the root, English under /en/."""
    if path == "/en" or path.startswith("/en/"):
        return path.removeprefix("/en") or "/"
    return f"/en{path}"


def in_french(path: str) -> str:
    """The address of record of a page, without the prefix of its language."""
    return other_language(path) if path.startswith("/en/") else path
