"""Fields of the register whose value is a list of its terms."""

from __future__ import annotations

from typing import Any

from parvis.design.spoken import spoken
from parvis.privacy import terms
from parvis.privacy.choices import Criterion
from parvis.records.ticked import TickedField


class TermsField(TickedField):
    """Names of terms of one list of `data/terms.json`."""

    def __init__(self, *args: Any, scheme: terms.Scheme = "data", **kwargs: Any) -> None:
        self.scheme = scheme
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"scheme": self.scheme}

    def offered(self) -> list[tuple[Any, Any]]:
        return [(one, terms.label(self.scheme, one, spoken())) for one in terms.terms(self.scheme)]


class CriteriaField(TickedField):
    """Criteria of an impact assessment that a person says are met."""

    def offered(self) -> list[tuple[Any, Any]]:
        return list(Criterion.choices)
