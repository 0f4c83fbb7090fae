"""Fields whose value is a list of terms, ticked at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext

from parvis.public_space import dtpr
from parvis.public_space.choices import Purpose


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

    def formfield(self, **kwargs: Any) -> Any:
        return forms.TypedMultipleChoiceField(
            choices=self.offered,
            coerce=self.coerce,
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
            label=self.verbose_name,
            help_text=self.help_text,
        )


class ElementsField(TickedField):
    """Ids of elements of one category of DTPR's taxonomy."""

    def __init__(self, *args: Any, category: str = "", **kwargs: Any) -> None:
        self.category = category
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"category": self.category}

    def offered(self) -> list[tuple[Any, Any]]:
        spoken = (get_language() or "fr")[:2]
        return [(one.id, one.label(spoken)) for one in dtpr.elements(self.category)]


class PurposesField(TickedField):
    """Numbers of the purposes of article L.251-2, from 1 to 11."""

    coerce = int

    def offered(self) -> list[tuple[Any, Any]]:
        return list(Purpose.choices)
