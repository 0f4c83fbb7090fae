"""Fields whose value is a list of terms, ticked at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models

from parvis.public_space.choices import Purpose


class ElementsField(models.JSONField):
    """Ids of elements of one category of DTPR's taxonomy, in the order of the table."""

    def __init__(self, *args: Any, category: str = "", **kwargs: Any) -> None:
        self.category = category
        super().__init__(*args, **{"default": list, "blank": True} | kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"category": self.category}


class PurposesField(models.JSONField):
    """Numbers of the purposes of article L.251-2, from 1 to 11."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": list, "blank": True} | kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return ticked(self, lambda: Purpose.choices, coerce=int)


def ticked(field: Any, choices: Callable[[], Any], coerce: Callable[[Any], Any] = str) -> Any:
    return forms.TypedMultipleChoiceField(
        choices=choices,
        coerce=coerce,
        required=not field.blank,
        widget=forms.CheckboxSelectMultiple,
        label=field.verbose_name,
        help_text=field.help_text,
    )
