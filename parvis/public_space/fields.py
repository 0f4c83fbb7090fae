"""Fields whose value is a list of terms of the register, ticked at the desk."""

from __future__ import annotations

from typing import Any

from parvis.design.spoken import spoken
from parvis.public_space import dtpr
from parvis.public_space.choices import Purpose
from parvis.records.ticked import TickedField


class ElementsField(TickedField):
    """Ids of elements of one category of DTPR's taxonomy."""

    def __init__(self, *args: Any, category: str = "", **kwargs: Any) -> None:
        self.category = category
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"category": self.category}

    def offered(self) -> list[tuple[Any, Any]]:
        return [(one.id, one.label(spoken())) for one in dtpr.elements(self.category)]


class PurposesField(TickedField):
    """Numbers of the purposes of article L.251-2, from 1 to 11."""

    coerce = int

    def offered(self) -> list[tuple[Any, Any]]:
        return list(Purpose.choices)
