"""Days, instants and articles of law as people write them, in the desk's templates."""

from __future__ import annotations

from django import template

from parvis.design import spoken

register = template.Library()
register.filter("in_words", spoken.in_words)
register.filter("moment", spoken.moment)
register.filter("by_law", spoken.by_law)
