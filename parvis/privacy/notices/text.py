"""A generated text, before it is a page, plain text or a document; its digest. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from parvis.design.text import french_spaces


@dataclass(frozen=True)
class Part:
    """A heading, sentences, then items of a list."""

    heading: str
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sentences or self.items)


@dataclass(frozen=True)
class Text:
    """`kind` is one of `forms.KINDS`; `language` that of its words, but for those of the record
    that are in its `own` language (WCAG 3.1.2)."""

    kind: str
    language: str
    title: str
    parts: tuple[Part, ...]
    own: tuple[str, ...] = ()
    own_language: str = ""

    @property
    def digest(self) -> str:
        """Tells this text from any other: what a printed copy bears."""
        return hashlib.sha256(plain(self).encode()).hexdigest()[:12]


def made(kind: str, language: str, title: str, parts: Iterable[Part]) -> Text:
    """A text of the parts that say something, its spaces as French asks."""
    text = Text(kind, language, title, tuple(part for part in parts if part))
    return spaced(text) if language == "fr" else text


def spaced(text: Text) -> Text:
    parts = tuple(
        Part(
            french_spaces(part.heading),
            tuple(map(french_spaces, part.sentences)),
            tuple(map(french_spaces, part.items)),
        )
        for part in text.parts
    )
    return replace(text, title=french_spaces(text.title), parts=parts)


def plain(text: Text) -> str:
    """The text for a letter or an e-mail: one line a sentence, a dash before each item."""
    return "\n".join(lines(text)).strip() + "\n"


def lines(text: Text) -> Iterator[str]:
    if text.title:
        yield text.title
    for part in text.parts:
        yield ""
        if part.heading:
            yield part.heading
        yield from part.sentences
        yield from (f"- {item}" for item in part.items)


def told(*sentences: str) -> tuple[str, ...]:
    """Those of these sentences that say something."""
    return tuple(one for one in sentences if one)
