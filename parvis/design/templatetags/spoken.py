"""Days and instants as people write them, in the desk's templates: « 1er mars 2026 »."""

from __future__ import annotations

from django import template

from parvis.design import spoken

register = template.Library()
register.filter("in_words", spoken.in_words)
register.filter("moment", spoken.moment)
