"""French plurals of the sentences of the source: they stand in no catalogue, where gettext counts
as in English (« 0 fiches »)."""

from __future__ import annotations

from gettext import NullTranslations

from django.utils.translation import trans_real


class Source(NullTranslations):
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid2 if n > 1 else msgid1


def install() -> None:
    trans_real.translation("fr").add_fallback(Source())
