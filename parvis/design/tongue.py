"""Words of another language inside a sentence of the page: said with their `lang` (WCAG 3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape


def tongue(text: str, own: Iterable[str], lang: str) -> str:
    """A sentence, where each of `own` that it holds is marked as being in `lang`."""
    words = tuple(own)
    if not (text and words and lang):
        return text
    marked = rf'<span lang="{escape(lang)}">\g<0></span>'
    return Markup(any_of(words).sub(marked, str(escape(text))))  # noqa: S704 - escaped above


@lru_cache(maxsize=200)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these as they stand in a page: whole words, whatever their capitals."""
    each = "|".join(re.escape(str(escape(one))) for one in words)
    return re.compile(rf"(?<!\w)(?:{each})(?!\w)", re.IGNORECASE)
