"""Who is asking, as far as visibility goes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from parvis.records import hooks
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


def audience_of(request: HttpRequest) -> Audience:
    """Who is asking, worked out once a request; a visitor when no room knows better."""
    kept: Audience | None = request.__dict__.get("parvis_audience")
    if kept is None:
        kept = hooks.first("audience", request=request) or VISITOR
        request.__dict__["parvis_audience"] = kept
    return kept
