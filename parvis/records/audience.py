"""Who is asking, as far as visibility goes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from parvis.records.kinds import Circle


@dataclass(frozen=True)
class Audience:
    """The widest circle someone reaches, and the organisations whose service records they see."""

    circle: Circle = Circle.PUBLIC
    organisations: frozenset[UUID] = frozenset()

    def sees(self, circle: int, organisation: UUID | None) -> bool:
        """Whether a record of this circle and responsible organisation is visible."""
        if circle < Circle.SERVICE:
            return circle <= self.circle
        return organisation is not None and organisation in self.organisations


VISITOR = Audience()
