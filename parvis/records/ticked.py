"""A field whose value is a list of terms of a closed list, ticked at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from rapidfuzz import process

SHORT_LIST = 12  # terms that a sentence can name all


class TickedField(models.JSONField):
    """A list of terms of a closed list; empty when nothing is said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def offered(self) -> list[tuple[Any, Any]]:
        """Values and the words people read, in the order of the list."""
        raise NotImplementedError

    coerce: Callable[[Any], Any] = str

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        known = {one for one, _words in self.offered()}
        wrong = [one for one in value if one not in known] if isinstance(value, list) else [value]
        if wrong:
            message = gettext("« %(value)s » n’est pas dans la liste : %(known)s.")
            said = {"value": str(wrong[0])[:80], "known": ", ".join(map(str, sorted(known)))}
            raise ValidationError(message % said)

    def to_cell(self, value: Any) -> str:
        """The values of a CSV's cell, as they are kept."""
        return " ; ".join(map(str, value)) if isinstance(value, list) else str(value)

    def from_cell(self, text: str) -> list[Any]:
        """Values, or the words that people read for them, parted by semicolons; "a" for "tech__a"
        too. Raise ValidationError for the first that is none of them."""
        known = {}
        for value, words in self.offered():
            for name in (str(value), str(value).rpartition("__")[2], str(words)):
                known[name.casefold()] = value
        found = []
        for piece in filter(None, (one.strip() for one in text.split(";"))):
            if piece.casefold() not in known:
                raise ValidationError(self.unknown(piece, known))
            found.append(known[piece.casefold()])
        return list(dict.fromkeys(found))

    def unknown(self, piece: str, known: dict[str, Any]) -> str:
        """What to write instead: all there is in a short list, the nearest of a long one."""
        values = [str(value) for value, _words in self.offered()]
        if len(values) > SHORT_LIST:
            near = process.extractOne(piece.casefold(), list(known))
            said = {"value": piece[:80], "near": known[near[0]]}
            return (
                gettext("« %(value)s » n’est pas dans la liste. Le plus proche : %(near)s.") % said
            )
        said = {"value": piece[:80], "known": ", ".join(values)}
        return gettext("« %(value)s » n’est pas dans la liste : %(known)s.") % said

    def formfield(self, **kwargs: Any) -> Any:
        return forms.TypedMultipleChoiceField(
            choices=self.offered,
            coerce=self.coerce,
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
            label=self.verbose_name,
            help_text=self.help_text,
        )
