"""A file of a request as it is sent: saved, never opened here, whatever its name."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attached(content: bytes, name: str, media_type: str) -> HttpResponse:
    """`name` in any letters: those that headers have no place for are told by RFC 5987."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
