"""Errors of the domain: a code, its parameters and one plain sentence for people.

Each family keeps its French sentences (the message identifiers of the translations) in one
table. Pure code raises; the edge that knows the reader's language asks for the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar


def gettext_noop(message: str) -> str:
    """Mark a sentence for `makemessages`; it is translated when it is shown."""
    return message


class Problem(Exception):
    """What was refused: `code` names the rule, `params` fill the sentence."""

    sentences: ClassVar[Mapping[str, str]] = {}

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)

    def __str__(self) -> str:
        detail = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({detail})" if detail else self.code

    def sentence(self, gettext: Callable[[str], str] = gettext_noop) -> str:
        """The refusal in the reader's language (French without `gettext`)."""
        return gettext(self.sentences[self.code]) % self.params
