"""French plurals of the sentences of the source: they stand in no catalogue, where gettext counts
as in English (« 0 fiches »)."""

from __future__ import annotations

from gettext import NullTranslations

from django.utils.translation import trans_real

PLURAL_FROM = 2  # « 1,5 ligne », « 2 lignes »


class Source(NullTranslations):
    def ngettext(self, msgid1: str, msgid2: str, n: float) -> str:  # type: ignore[override]
        return msgid1 if abs(n) < PLURAL_FROM else msgid2


def install() -> None:
    trans_real.translation("fr").add_fallback(Source())
