"""What leaves the desk as a file: the letter to post, the whole file of a request."""

from __future__ import annotations

import json
import tempfile
import zipfile
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.design import opendocument
from parvis.design.dates import date_words
from parvis.design.printing import printed
from parvis.rights.desk import answering
from parvis.rights.requests import access
from parvis.rights.requests.access import Dossier
from parvis.rights.requests.models import Request

PRIVATE = {"follow"}  # the token of the person's own link


def paragraphs(dossier: Dossier) -> list[str] | None:
    """The letter, from its address to its signature; None when nothing was answered."""
    made = answering.letter(dossier)
    if made is None:
        return None
    row = dossier.request
    with override(row.language):
        day = date_words(row.answered_again or row.answered, row.language)
        refused = _("Motif : %(grounds)s") % {"grounds": made.grounds} if made.grounds else ""
        not_satisfied = _("Si cette réponse ne vous convient pas")
        joined = [made.opening, *made.paragraphs, refused, f"{not_satisfied} :", *made.remedies]
    address = "\n".join(answering.addressed(dossier))
    return [*filter(None, [made.organisation, address, day, *joined, made.organisation])]


def title(row: Request) -> str:
    with override(row.language):
        return _("Réponse à votre demande %(number)s") % {"number": row.number}


def letter_pdf(dossier: Dossier) -> bytes | None:
    """Raises Busy, NoPrinter, NotPrinted."""
    said = paragraphs(dossier)
    if said is None:
        return None
    row = dossier.request
    context = {"title": title(row), "paragraphs": said, "language": row.language}
    return printed(render_to_string("rights/desk/letter.html", context))


def letter_odt(dossier: Dossier) -> bytes | None:
    said = paragraphs(dossier)
    row = dossier.request
    if said is None:
        return None
    return opendocument.document(title(row), [opendocument.Paragraphs(said)], row.language)


def export(row: Request, by: Any) -> IO[bytes]:
    """The whole file of a request as a ZIP: `dossier.json` and its pieces, but copies of identity
    documents. Written in the log. Raises PermissionDenied, keys.KeyAbsent."""
    dossier, files = access.take_out(row, by)
    made = tempfile.TemporaryFile()  # noqa: SIM115 the answer closes it once it is sent
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(told(dossier), ensure_ascii=False, indent=1, default=str)
        archive.writestr("dossier.json", text)
        for file, content in files:
            archive.writestr(f"pieces/{file.piece.uuid.hex[:8]}-{file.name}", content)
    made.seek(0)
    return made


def told(dossier: Dossier) -> dict[str, Any]:
    row = dossier.request
    names = (
        *("number", "right", "about", "channel", "stage", "received", "due", "extended"),
        *("answered", "refusal", "forwarded", "withdrawn", "reopened", "answered_again"),
    )
    said = {name: value for name, value in dossier.content.items() if name not in PRIVATE}
    return {name: getattr(row, name) for name in names} | {
        "organisation": row.organisation.title,
        "content": said,
        "events": [
            {
                "at": one.event.at.isoformat(),
                "kind": one.event.kind,
                "by": str(one.event.by) if one.event.by else None,
                **one.content,
                "files": [file.name for file in one.pieces],
            }
            for one in dossier.events
        ],
    }
