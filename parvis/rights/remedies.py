"""What someone may do when an answer does not suit them: a closed list, in words. Pure.

GDPR 77 (complaint to the CNIL) and 79 (court); code de justice administrative R.421-1 (two months
from the answer); CRPA L.342-1 and R.343-1 (CADA, two months, before any court); CSI L.253-5
(departmental board on video protection).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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


TITLES = {
    Remedy.CNIL: gettext_noop("La CNIL"),
    Remedy.JUDGE: gettext_noop("Le tribunal administratif"),
    Remedy.CADA: gettext_noop("La CADA"),
    Remedy.JUDGE_AFTER_CADA: gettext_noop("Puis le tribunal administratif"),
    Remedy.VIDEO_BOARD: gettext_noop("La commission départementale de vidéoprotection"),
}
WORDS = {
    Remedy.CNIL: gettext_noop(
        "Vous pouvez vous plaindre à la Commission nationale de l’informatique et des libertés "
        "(CNIL), sans frais, si nous refusons, si nous tardons ou si la réponse ne vous convient "
        "pas (RGPD, art. 77). Par lettre : CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris "
        "Cedex 07."
    ),
    Remedy.JUDGE: gettext_noop(
        "Vous pouvez aller devant le tribunal administratif, dans les deux mois qui suivent notre "
        "réponse (RGPD, art. 79 ; code de justice administrative, art. R.421-1)."
    ),
    Remedy.CADA: gettext_noop(
        "Vous pouvez saisir la Commission d’accès aux documents administratifs (CADA), sans "
        "frais, dans les deux mois qui suivent le refus ou le silence (CRPA, art. R.343-1)."
    ),
    Remedy.JUDGE_AFTER_CADA: gettext_noop(
        "Le tribunal administratif ne peut être saisi qu’après la CADA (CRPA, art. L.342-1)."
    ),
    Remedy.VIDEO_BOARD: gettext_noop(
        "Vous pouvez saisir la commission départementale de vidéoprotection, à la préfecture "
        "(code de la sécurité intérieure, art. L.253-5)."
    ),
}
LAST_DAY = gettext_noop("Pour vous : jusqu’au %(day)s.")
LIMITED = {Remedy.JUDGE, Remedy.CADA}  # within two months
ADDRESSES = {
    Remedy.CNIL: "https://www.cnil.fr/fr/plaintes",
    Remedy.JUDGE: "https://www.telerecours.fr",
    Remedy.CADA: "https://www.cada.fr",
}


@dataclass(frozen=True)
class Way:
    """A remedy as people read it. `address`: of the body's own form, "" where it has none."""

    title: str
    text: str
    address: str


def until(answered: dt.date) -> dt.date:
    """The last day to go to a court or to the CADA."""
    return months_after(answered, MONTHS)


def ways(
    remedies: Iterable[Remedy],
    last: dt.date | None,
    language: str,
    gettext: Callable[[str], str],
) -> list[Way]:
    """`last`: the last day to go to a court or to the CADA, where it is known."""
    return [
        Way(
            gettext(TITLES[one]),
            sentence(one, last if one in LIMITED else None, language, gettext),
            ADDRESSES.get(one, ""),
        )
        for one in remedies
    ]


def sentence(
    one: Remedy, last: dt.date | None, language: str, gettext: Callable[[str], str]
) -> str:
    if last is None:
        return gettext(WORDS[one])
    return f"{gettext(WORDS[one])} {gettext(LAST_DAY) % {'day': date_words(last, language)}}"


def told(
    remedies: Iterable[Remedy], answered: dt.date, language: str, gettext: Callable[[str], str]
) -> list[str]:
    """As a letter says them: one line each, with its last day and its address."""
    return [
        f"{one.text} {one.address}".rstrip()
        for one in ways(remedies, until(answered), language, gettext)
    ]
