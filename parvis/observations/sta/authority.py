"""Who asks: the key that a request bears."""

from __future__ import annotations

from django.http import HttpRequest

from parvis.observations.models import Key


def key(request: HttpRequest) -> Key | None:
    return None
