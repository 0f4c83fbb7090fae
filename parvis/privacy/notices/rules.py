"""What a collection point still lacks: named rules that a machine runs. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from parvis.records import consistency
from parvis.records.consistency import (
    Breach,
    Content,
    Params,
    Rule,
    day,
    error,
    warning,
    when,
    without,
)
from parvis.records.problems import gettext_noop as _


@dataclass(frozen=True)
class Known:
    """What is known beside the record. `informs`: how many processings it tells of; `silent`: how
    many of them are not public (which, nobody learns here); `old`: its copy says what is no longer
    so."""

    today: dt.date
    informs: int = 1
    silent: int = 0
    old: bool = False


def check(content: Content, known: Known) -> Iterator[Breach]:
    """What this point breaks, gravest first; of one that serves no more, nothing is asked."""
    ends = day(content, "until")
    if ends is None or ends >= known.today:
        yield from consistency.check(RULES, content, known)


def informs_nobody(content: Content, known: Known) -> Params | None:
    return when(known.informs == 0)


def online_without_address(content: Content, known: Known) -> Params | None:
    return when(content.get("kind") in {"web", "app"} and not content.get("url"))


def nowhere(content: Content, known: Known) -> Params | None:
    return when(content.get("kind") in {"counter", "poster", "phone"} and not content.get("place"))


def shows_nothing(content: Content, known: Known) -> Params | None:
    return when(content.get("shows") == "nothing")


def copy_undated(content: Content, known: Known) -> Params | None:
    return when(content.get("shows") == "copy" and not content.get("says"))


def copy_old(content: Content, known: Known) -> Params | None:
    copied = day(content, "copied_on")
    return {"date": copied.isoformat()} if known.old and copied else None


def about_silent(content: Content, known: Known) -> Params | None:
    return when(known.silent > 0)


def review_past(content: Content, known: Known) -> Params | None:
    due = day(content, "review_on")
    return {"date": due.isoformat()} if due and due < known.today else None


def everywhere(content: Content) -> bool:
    return True


RULES: tuple[Rule, ...] = (
    error(
        "notice-about-nothing",
        _("Chaque point de collecte dit pour quels traitements il recueille des données."),
        _("La fiche ne dit pas pour quels traitements ces données sont recueillies."),
        informs_nobody, "RGPD, art. 13", "about",
    ),
    error(
        "notice-online-without-address",
        _("Un formulaire en ligne a une adresse."),
        _("Ce formulaire est en ligne, et la fiche n’en donne pas l’adresse."),
        online_without_address, "", "url",
    ),
    error(
        "notice-nowhere",
        _("Un guichet, une affiche, un téléphone se trouvent quelque part."),
        _("La fiche ne dit pas où se trouve ce point de collecte."),
        nowhere, "", "place",
    ),
    warning(
        "notice-not-shown",
        _("Qui donne ses données lit ce qui en est fait, à ce moment-là."),
        _("Des données sont recueillies ici, et aucune notice n’est montrée."),
        shows_nothing, "RGPD, art. 13(1)", "shows",
    ),
    warning(
        "notice-copy-unknown",
        _("D’une copie, on sait quel texte elle porte et de quand il est."),
        _("Une copie de la notice est affichée ici ; on ne sait pas quel texte elle porte."),
        copy_undated, "RGPD, art. 5(2)", "shows",
    ),
    warning(
        "notice-copy-old",
        _("Une copie dit ce que la notice dit aujourd’hui."),
        _("La copie du %(date)s ne dit plus ce que dit la notice d’aujourd’hui."),
        copy_old, "RGPD, art. 5(1)(a)", "shows",
    ),
    warning(
        "notice-about-silent",
        _("Les traitements d’un point de collecte sont publiés : sa notice vient d’eux."),
        _("Un traitement de ce point de collecte n’est pas publié : sa notice ne peut être lue."),
        about_silent, "RGPD, art. 13", "about",
    ),
    warning(
        "notice-since-unsaid",
        _("On sait depuis quand des données sont recueillies quelque part."),
        _("La fiche ne dit pas depuis quand ce point de collecte sert."),
        without("since", everywhere), "", "since",
    ),
    warning(
        "notice-review-past",
        _("Une fiche est relue à la date dite."),
        _("La fiche devait être relue avant le %(date)s."),
        review_past, "", "review_on",
    ),
)  # fmt: skip
