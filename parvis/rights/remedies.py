"""What someone may do when an answer does not suit them: a closed list, in words. Pure.

GDPR 77 (complaint to the CNIL) and 79 (court); code de justice administrative R.421-1 (two months
from the answer); CRPA L.342-1 and R.343-1 (CADA, two months, before any court); CSI L.253-5
(departmental board on video protection).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from enum import StrEnum

from parvis.catalogue.citizens.clock import months_after
from parvis.design.dates import date_words
from parvis.records.problems import gettext_noop

MONTHS = 2  # to go to a court or to the CADA


class Remedy(StrEnum):
    CNIL = "cnil"
    JUDGE = "judge"
    CADA = "cada"
    JUDGE_AFTER_CADA = "judge-after-cada"
    VIDEO_BOARD = "video-board"


WORDS = {
    Remedy.CNIL: gettext_noop(
        "Vous pouvez vous plaindre à la CNIL, sans frais : www.cnil.fr/plaintes, ou CNIL, 3 place "
        "de Fontenoy, TSA 80715, 75334 Paris Cedex 07 (RGPD, art. 77)."
    ),
    Remedy.JUDGE: gettext_noop(
        "Vous pouvez aller devant le tribunal administratif jusqu’au %(until)s, deux mois après "
        "cette réponse (RGPD, art. 79 ; code de justice administrative, art. R.421-1) : "
        "www.telerecours.fr."
    ),
    Remedy.CADA: gettext_noop(
        "Vous pouvez saisir la Commission d’accès aux documents administratifs (CADA) jusqu’au "
        "%(until)s, deux mois après cette réponse (CRPA, art. R.343-1) : www.cada.fr."
    ),
    Remedy.JUDGE_AFTER_CADA: gettext_noop(
        "Le tribunal administratif ne peut être saisi qu’après la CADA (CRPA, art. L.342-1)."
    ),
    Remedy.VIDEO_BOARD: gettext_noop(
        "Vous pouvez saisir la commission départementale de vidéoprotection, à la préfecture "
        "(code de la sécurité intérieure, art. L.253-5)."
    ),
}


def until(answered: dt.date) -> dt.date:
    """The last day to go to a court or to the CADA."""
    return months_after(answered, MONTHS)


def told(
    remedies: Iterable[Remedy], answered: dt.date, language: str, gettext: Callable[[str], str]
) -> list[str]:
    """One sentence each, with its last day."""
    params = {"until": date_words(until(answered), language)}
    return [gettext(WORDS[one]) % params for one in remedies]
