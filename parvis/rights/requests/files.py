"""Files that people join to a request: checked, sealed, destroyed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename

from parvis.records import attachments, keys
from parvis.records.problems import Problem, gettext_noop
from parvis.rights.requests import vault
from parvis.rights.requests.models import Event, Piece, Request

LARGEST = 10_000_000  # octets of one file
MOST = 5  # files of one sending
MOST_OF_ALL = 40  # files of one request
WHOLE = MOST * LARGEST + 200_000  # octets of a form with its files
REFUSED = frozenset({".zip", ".json", ".geojson", ".md"})  # of what a record may be joined


class FileProblem(Problem):
    sentences: ClassVar = {
        "large": gettext_noop("Le fichier « %(name)s » dépasse %(most)s Mo : réduisez-le."),
        "many": gettext_noop("Vous joignez %(count)s fichiers : joignez-en au plus %(most)s."),
        "full": gettext_noop(
            "Cette demande a déjà %(most)s fichiers : envoyez les autres par courrier."
        ),
        "kind": gettext_noop(
            "Le fichier « %(name)s » n’est pas d’une sorte acceptée. Sortes acceptées : %(kinds)s."
        ),
    }


@dataclass(frozen=True)
class Given:
    """A file as it was given, checked."""

    name: str
    media_type: str
    content: bytes


def accepted(uploads: Sequence[UploadedFile], refused: frozenset[str] = REFUSED) -> list[Given]:
    """`refused`: endings that are not taken; an officer may send what a person may not.

    Raise FileProblem, attachments.AttachmentProblem. Nothing is kept.
    """
    if len(uploads) > MOST:
        raise FileProblem("many", count=len(uploads), most=MOST)
    return [one_accepted(upload, refused) for upload in uploads]


def one_accepted(upload: UploadedFile, refused: frozenset[str] = REFUSED) -> Given:
    given = PurePath(upload.name or "").name.lstrip(".")
    name = get_valid_filename(f"-{given}")[1:][-120:] or "document"  # refuses what ends up empty
    if (upload.size or 0) > LARGEST:
        raise FileProblem("large", name=name, most=LARGEST // 1_000_000)
    if PurePath(name).suffix.lower() in refused:
        kinds = ", ".join(
            sorted(k.removeprefix(".") for k in attachments.KNOWN if k not in refused)
        )
        raise FileProblem("kind", name=name, kinds=kinds)
    media_type = attachments.checked(upload, name)
    return Given(name, media_type, upload.read())


def keep(
    request: Request, event: Event, key: bytes, given: Sequence[Given], identity: bool = False
) -> None:
    """Seal files and keep them, on the disk when this returns."""
    if given and request.pieces.count() + len(given) > MOST_OF_ALL:
        raise FileProblem("full", most=MOST_OF_ALL)
    for one in given:
        piece = Piece(request=request, event=event, identity=identity, size=len(one.content))
        vault.seal(key, piece, {"name": one.name, "type": one.media_type})
        sealed = vault.seal_file(key, piece, one.content)
        piece.file.save(str(piece.uuid), ContentFile(sealed), save=False)
        with Path(piece.file.path).open("rb") as stored:
            os.fsync(stored.fileno())
        keys.synced(Path(piece.file.path).parent)
        piece.save()


def destroy(name: str) -> None:
    """Write over a stored file, then take it away."""
    keys.destroy(Path(Piece._meta.get_field("file").storage.path(name)))
