"""The first editorial pages of a new portal, written once; what a city changed is kept."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from parvis.records import bulk
from parvis.records.models import Published
from parvis.site.models import EditorialPage

SOURCE = Path(__file__).parent / "data" / "first_pages.toml"


@transaction.atomic
def make() -> int:
    """Create and publish the pages that never were; return how many."""
    known = set(EditorialPage.objects.values_list("slug", flat=True))
    known |= set(Published.objects.filter(type="page").values_list("slug", flat=True))
    texts = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    pages = [page(slug, values) for slug, values in texts.items() if slug not in known]
    bulk.save_many(pages, why="Première page du portail")
    return len(pages)


def page(slug: str, values: dict[str, str]) -> EditorialPage:
    """`values`: title, plain_summary and body, and the same in English under `en_`."""
    french = {name: named(text) for name, text in values.items() if not name.startswith("en_")}
    english = {n.removeprefix("en_"): named(t) for n, t in values.items() if n.startswith("en_")}
    return EditorialPage(slug=slug, translations={"en": english}, **french)


def named(text: str) -> str:
    """The text with the names of this portal."""
    return (
        text.strip()
        .replace("{territory}", settings.PARVIS_TERRITORY)
        .replace("{site}", settings.PARVIS_SITE_NAME)
    )
