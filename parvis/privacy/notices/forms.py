"""Every form that a notice takes, by name. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parvis.privacy.notices import easy, full, short
from parvis.privacy.notices.facts import Facts, Say
from parvis.privacy.notices.text import Text

KINDS: Mapping[str, Callable[[Facts, Say, str], Text]] = {
    "notice": full.notice,
    "easy": easy.easy,
    "clause": short.clause,
    "sign": short.sign,
    "mention": short.mention,
}


def text_of(facts: Facts, kind: str, say: Say, language: str) -> Text:
    """One form of the notice; `say` and the facts are in `language`."""
    return KINDS[kind](facts, say, language)
