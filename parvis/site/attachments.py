"""`/pieces-jointes/<uuid>/<name>`: files of the private store, for who may see them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parvis.records.audience import audience_of
from parvis.records.models import Attachment, Published

# shown in the browser; everything else is saved to disk
SHOWN = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}


@require_safe
def file(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """The file, streamed; 404 unless both its own circle and its record's hold the reader."""
    found = Attachment.objects.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    audience = audience_of(request)
    row = (
        Published.objects.visible(audience, archived=True)
        .filter(pk=found.record)
        .only("pk", "organisation")
        .first()
    )
    if row is None or not audience.sees(found.circle, row.organisation):
        raise Http404
    return served(request, found)


def served(request: HttpRequest, found: Attachment) -> HttpResponse:
    etag = f'"{found.sha256[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponse(status=304)
    else:
        shown = found.media_type in SHOWN
        try:
            opened = found.file.open("rb")
        except FileNotFoundError as cause:
            raise Http404 from cause
        response = FileResponse(  # type: ignore[assignment]
            opened,
            as_attachment=not shown,
            filename=(found.file.name or "").rpartition("/")[2],
            content_type=found.media_type if shown else "application/octet-stream",
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-store" if signed_in else "public, no-cache"
    return response
