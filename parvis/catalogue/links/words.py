"""What people read of an address: whether it answers, since when, what happened before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.links.models import LinkCheck
from parvis.catalogue.links.outcome import Outcome
from parvis.design import dates
from parvis.design.spoken import spoken
from parvis.records.problems import gettext_noop

SENTENCES = {
    Outcome.ANSWERS: gettext_noop("répond"),
    Outcome.GONE: gettext_noop("n’existe plus"),
    Outcome.LOCKED: gettext_noop("demande une autorisation"),
    Outcome.REFUSED: gettext_noop("refuse la demande"),
    Outcome.BROKEN: gettext_noop("en panne"),
    Outcome.SILENT: gettext_noop("ne répond pas"),
    Outcome.UNKNOWN_HOST: gettext_noop("site introuvable"),
    Outcome.CERTIFICATE: gettext_noop("connexion non sûre (certificat non valable)"),
    Outcome.LOOP: gettext_noop("renvoie sans fin vers d’autres adresses"),
    Outcome.PRIVATE: gettext_noop("sur un réseau privé : nous ne pouvons pas vérifier"),
    Outcome.UNREAD: gettext_noop("pas une adresse web : nous ne pouvons pas vérifier"),
    Outcome.BUSY: gettext_noop("demande de revenir plus tard"),
}


def said(outcome: str) -> str:
    """The outcome in words; "" for one that this version does not know."""
    return _(SENTENCES[Outcome(outcome)]) if outcome in set(SENTENCES) else ""


def state(row: LinkCheck | None) -> str:
    """One sentence without a full stop: "répond depuis le 3 mars 2026"."""
    if row is None or not row.outcome or row.since is None:
        return _("pas encore vérifiée")
    if row.answers is None:
        return said(row.outcome)
    return _("%(state)s depuis le %(date)s") % {"state": said(row.outcome), "date": day(row.since)}


SHOWN = 10  # changes of an address that its page tells


def history(row: LinkCheck) -> list[str]:
    """The last changes of state, the last first."""
    return [
        _("%(date)s : %(state)s") % {"date": moment(one["at"]), "state": told(one)}
        for one in reversed(row.history[-SHOWN:])
    ]


def shown(title: str, url: str, row: LinkCheck | None) -> dict[str, Any]:
    """One address for the page of addresses."""
    answers = row.answers if row else None
    return {
        "title": title,
        "url": url,
        "state": state(row),
        "level": {True: "good", False: "bad", None: "none"}[answers],
        "asked": day(row.asked) if row and row.asked else "",
        "history": history(row) if row else [],
    }


def told(change: dict[str, object]) -> str:
    """The state with the number that the site gave, for who repairs it."""
    words, status = said(str(change["outcome"])), change["status"]
    if not status or change["outcome"] == Outcome.ANSWERS:
        return words
    return _("%(state)s (réponse %(status)s)") % {"state": words, "status": status}


def day(when: dt.datetime) -> str:
    return dates.date_words(timezone.localtime(when).date(), spoken())


def moment(text: str) -> str:
    return day(dt.datetime.fromisoformat(text))
