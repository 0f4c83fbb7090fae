"""Words of another language inside a sentence of the page: said with their `lang` (WCAG 3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape


def tongue(text: str, own: Iterable[str], lang: str) -> str:
    """A sentence, where each of `own` that it holds is marked as being in `lang`: whole words,
    whatever their capitals, the first of `own` first."""
    if not (text and lang):
        return text
    said = str(escape(text))
    low = said.casefold()
    held = [word for one in own if (word := str(escape(one))) and word.casefold() in low]
    if not held:
        return text
    words = "|".join(map(re.escape, held))
    marked = rf'<span lang="{escape(lang)}">\g<0></span>'
    found = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    return Markup(found.sub(marked, said))  # noqa: S704 - escaped above
