"""Who may read a request, and the log of who did. Nobody reads one by another road."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from parvis.organisations.models import Membership
from parvis.organisations.rights import Post, Reach, Role, Verb
from parvis.organisations.standing import posts_of as standing_posts
from parvis.organisations.standing import read_tree, standing_of, today
from parvis.rights.requests import vault
from parvis.rights.requests.choices import INTERNAL
from parvis.rights.requests.models import Access, Event, Piece, Request

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """An event with its text; `pieces` are the files that came with it."""

    event: Event
    content: dict[str, Any]
    pieces: tuple[File, ...] = ()

    @property
    def text(self) -> str:
        return str(self.content.get("text", ""))


@dataclass(frozen=True)
class File:
    piece: Piece
    name: str
    media_type: str


@dataclass(frozen=True)
class Dossier:
    """What a request says, opened. `content`: name, address, email, phone, contact, message,
    subject, proxy, footage, follow."""

    request: Request
    content: dict[str, Any]
    events: list[Told] = field(default_factory=list)

    def shown(self) -> list[Told]:
        """What the person may see of it."""
        return [one for one in self.events if one.event.kind not in INTERNAL]


def posts_of(user: Any) -> tuple[Post, ...]:
    """The posts that may open requests. Running the platform opens none: only a post does."""
    standing = standing_of(user)
    if not standing.everything:
        return standing.posts
    held = list(Membership.objects.on(today()).filter(user=user))
    tree = read_tree({one.organisation_id for one in held})
    return tuple(standing_posts(held, (), tree))


def handled_by(user: Any) -> frozenset[int]:
    """Organisations whose requests this person handles, as their officer.

    Not `may`: a référent answers questions about a record, but does not read who asks what.
    """
    found: set[int] = set()
    for post in posts_of(user):
        if post.role is Role.PRIVACY and post.right(Verb.REVIEW_PERSONAL):
            found |= post.within(Reach.BRANCH)
    return frozenset(found)


def handles(user: Any) -> bool:
    """Whether this person handles requests at all."""
    return bool(handled_by(user))


def mine(user: Any) -> QuerySet[Request]:
    """The requests that this person handles; their text stays sealed."""
    return Request.objects.filter(organisation__in=handled_by(user))


def check_handles(user: Any, request: Request) -> None:
    """Raise PermissionDenied, and say it in the log."""
    if request.organisation_id not in handled_by(user):
        log.warning("request %s refused to user %s", request.pk, getattr(user, "pk", None))
        raise PermissionDenied(f"{user} does not handle {request}")


def noted(request: Request, by: Any, what: str, piece: UUID | None = None) -> None:
    Access.objects.create(request=request, by=by, what=what, piece=piece)


def read(request: Request, by: Any) -> Dossier:
    """Open a request for its officer, and write that they did.

    Raises PermissionDenied, keys.KeyAbsent, keys.KeyUnreadable.
    """
    check_handles(by, request)
    noted(request, by, Access.What.OPENED)
    return opened(request)


def read_by_link(request: Request) -> Dossier:
    """Open a request for who holds its private link, and write that someone did."""
    noted(request, None, Access.What.OPENED)
    return opened(request)


def read_piece(piece: Piece, by: Any) -> tuple[File, bytes]:
    """A file of a request: for its officer, or (`by` None) for who holds the private link."""
    if by is not None:
        check_handles(by, piece.request)
    return given_piece(piece, by)


def given_piece(piece: Piece, by: Any) -> tuple[File, bytes]:
    """Open a file for someone whose right to it was checked, and write that they did."""
    noted(piece.request, by, Access.What.PIECE, piece.uuid)
    key = vault.key_of(piece.request.uuid)
    said = vault.unseal(key, piece)
    return File(piece, said["name"], said["type"]), vault.unseal_file(key, piece)


def opened(request: Request) -> Dossier:
    """The text of a request, its events and the names of its files: two queries.

    Only `read` and `read_by_link` give it to a person; machines that write a letter take it here.
    """
    key = vault.key_of(request.uuid)
    files: dict[int, list[File]] = {}
    for piece in request.pieces.all():
        said = vault.unseal(key, piece)
        files.setdefault(piece.event_id, []).append(File(piece, said["name"], said["type"]))
    events = [
        Told(event, vault.unseal(key, event), tuple(files.get(event.pk, ())))
        for event in request.events.select_related("by")
    ]
    return Dossier(request, vault.unseal(key, request), events)


def read_part(request: Request, by: Any, events: Sequence[Event]) -> list[Told]:
    """Some events alone, opened for an agent of a service whose right to them was checked, and
    that they did is written. Raises keys.KeyAbsent, keys.KeyUnreadable."""
    noted(request, by, Access.What.PART)
    key = vault.key_of(request.uuid)
    found = []
    for event in events:
        pieces = [(piece, vault.unseal(key, piece)) for piece in event.pieces.all()]
        named = tuple(File(piece, said["name"], said["type"]) for piece, said in pieces)
        found.append(Told(event, vault.unseal(key, event), named))
    return found


def take_out(request: Request, by: Any) -> tuple[Dossier, Iterator[tuple[File, bytes]]]:
    """All of a request and its files, but copies of identity documents, for its officer; that they
    took it out is written. Raises PermissionDenied, keys.KeyAbsent, keys.KeyUnreadable."""
    check_handles(by, request)
    noted(request, by, Access.What.EXPORTED)
    dossier, key = opened(request), vault.key_of(request.uuid)
    files = [file for told in dossier.events for file in told.pieces]
    kept = [file for file in files if file.piece.file and not file.piece.identity]
    return dossier, ((file, vault.unseal_file(key, file.piece)) for file in kept)
