"""`/healthz`: is the service well? For monitors; says nothing of what is inside."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from parvis import __version__
from parvis.records import finding
from parvis.records.machine import machine
from parvis.records.search import IndexUnavailable


@machine
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while people are served (a search index being rebuilt is said, and serves); else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        last = finding.HistorySource().last_sequence()
    except DatabaseError:
        return report("down", "down", "unknown", None, status=503)
    try:
        lag = last - finding.index().sequence
    except IndexUnavailable:
        return report("degraded", "up", "rebuilding", None)
    return report("up", "up", "up", lag)


def report(
    state: str, database: str, search: str, lag: int | None, status: int = 200
) -> JsonResponse:
    """`lag` counts the changes of history that search has not read yet."""
    body = {"status": state, "database": database, "search": search, "lag": lag,
            "version": __version__}  # fmt: skip
    response = JsonResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response
