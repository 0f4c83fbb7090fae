"""Days, instants, figures and closed lists in the language of the reader, at the local time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.design.dates import date_words, moment_words
from parvis.design.numbers import number
from parvis.design.text import cited


def spoken() -> str:
    """The language of the moment: "fr", "en"."""
    return (get_language() or "fr")[:2]


def in_words(day: Any) -> str:
    """A day as people write it; "" for none."""
    return date_words(day, spoken(), timezone.get_current_timezone()) if day else ""


def moment(at: dt.datetime | None) -> str:
    """An instant in the territory's time, as people write it; "" for none."""
    return moment_words(at, spoken(), timezone.get_default_timezone()) if at else ""


def figure(value: float | None) -> str:
    return number(value, language=spoken())


def choice(choices: Any, value: Any) -> str:
    """The words of a closed list for a value; "" for one that is not in it."""
    return str(dict(choices.choices).get(value, ""))


def by_law(article: str) -> str:
    """A reference of ours to a text of law, in the reader's language."""
    return cited(article, spoken())


def quoted(text: str) -> str:
    """Somebody's words, between the quotation marks of the reader's language."""
    return _("« %(text)s »") % {"text": text}


def in_turn(texts: Iterable[str]) -> str:
    """One after the other, in one sentence: "a ; b" in French, "a; b" in English."""
    return _(" ; ").join(texts)
