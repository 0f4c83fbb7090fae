"""Letters to agents and officers: that something waits, of which number, until when. Never what is
asked, by whom, nor about what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.design.dates import date_words
from parvis.people.models import User
from parvis.rights.desk import who
from parvis.rights.desk.models import Part
from parvis.rights.requests import letters
from parvis.rights.requests.models import Hold, Request


def address(name: str, key: int) -> str:
    return settings.PARVIS_BASE_URL + reverse(f"parvis_rights:{name}", args=[key])


def write(people: Iterable[User], subject: str, *paragraphs: str) -> int:
    """How many were written to."""
    written = [user for user in people if user.email]
    for user in written:
        letters.send(user.email, subject, *paragraphs)
    return len(written)


def part(asked: Part, again: bool = False) -> int:
    """A service is asked something, or reminded."""
    number, day = asked.request.number, date_words(asked.due, settings.LANGUAGE_CODE)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Rappel : une question sur la demande %(number)s vous attend") if again else _(
            "Une question sur la demande %(number)s vous attend"
        )  # fmt: skip
        return write(
            who.agents(asked.organisation_id),
            subject % {"number": number},
            _("Le délégué à la protection des données attend votre réponse pour le %(day)s.")
            % {"day": day},
            _("Lisez-la dans l’espace des agents : %(url)s") % {"url": address("part", asked.pk)},
        )


def replied(part: Part) -> int:
    """Its officers are told that a service answered."""
    with translation.override(settings.LANGUAGE_CODE):
        return write(
            letters.officers(part.request.organisation_id),
            _("Un service a répondu (%(number)s)") % {"number": part.request.number},
            _("Lisez sa réponse dans l’espace des agents : %(url)s")
            % {"url": address("request", part.request_id)},
        )


def due(request: Request, day: dt.date, today: dt.date) -> int:
    """A request is soon due, or late."""
    with translation.override(settings.LANGUAGE_CODE):
        late = day < today
        subject = _("Réponse en retard (%(number)s)") if late else _("Réponse due (%(number)s)")
        said = _("Elle était due le %(day)s.") if late else _("Elle est due le %(day)s.")
        return write(
            letters.officers(request.organisation_id),
            subject % {"number": request.number},
            said % {"day": date_words(day, settings.LANGUAGE_CODE)},
            to_open(request.pk),
        )


def hold(held: Hold, day: dt.date, today: dt.date) -> int:
    """Images that were put aside end soon, or should be erased by now."""
    request = held.request
    with translation.override(settings.LANGUAGE_CODE):
        over = day < today
        said = _(
            "Des images mises de côté devaient être effacées après le %(day)s : dites comment vous "
            "savez qu’elles le sont."
        ) if over else _(
            "Des images mises de côté s’effacent après le %(day)s : répondez avant."
        )  # fmt: skip
        return write(
            letters.officers(request.organisation_id),
            _("Images de la demande %(number)s") % {"number": request.number},
            said % {"day": date_words(day, settings.LANGUAGE_CODE)},
            to_open(request.pk),
        )


def to_open(key: int) -> str:
    where = {"url": address("request", key)}
    return _("Ouvrez-la dans l’espace des agents : %(url)s") % where
