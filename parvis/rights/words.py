"""What people read of rights and of requests: names, states, clock, remedies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.design.spoken import in_words as in_words
from parvis.design.spoken import spoken
from parvis.records.entitlements import Right
from parvis.records.projection import View
from parvis.rights import clock, remedies
from parvis.rights.clock import Course, Place, State
from parvis.rights.letters import usual_remedies
from parvis.rights.remedies import Remedy

NAMES = {
    Right.ACCESS: gettext_lazy("Voir mes données"),
    Right.RECTIFICATION: gettext_lazy("Corriger mes données"),
    Right.ERASURE: gettext_lazy("Effacer mes données"),
    Right.RESTRICTION: gettext_lazy("Geler l’usage de mes données"),
    Right.PORTABILITY: gettext_lazy("Emporter mes données"),
    Right.OBJECTION: gettext_lazy("M’opposer à un usage de mes données"),
    Right.WITHDRAWAL: gettext_lazy("Retirer mon accord"),
    Right.HUMAN_REVIEW: gettext_lazy("Faire revoir une décision par une personne"),
    Right.POST_MORTEM: gettext_lazy("Décider du sort de données après un décès"),
    Right.DOCUMENT: gettext_lazy("Demander un document administratif"),
    Right.EXPLANATION: gettext_lazy("Comprendre une décision prise avec un algorithme"),
    Right.IMAGES: gettext_lazy("Voir des images de vidéoprotection"),
}
LEVELS = {
    State.RUNNING: "none",
    State.SUSPENDED: "watch",
    State.EXTENDED: "watch",
    State.LATE: "bad",
    State.SILENT: "bad",
    State.ANSWERED: "good",
    State.FORWARDED: "watch",
    State.WITHDRAWN: "none",
    State.MERGED: "none",
}


def state_words(state: State) -> str:
    said = {
        State.RUNNING: _("en cours"),
        State.SUSPENDED: _("suspendue : nous attendons de savoir qui vous êtes"),
        State.EXTENDED: _("en cours, délai prolongé"),
        State.LATE: _("en retard : nous aurions dû répondre"),
        State.SILENT: _("sans réponse à temps : la loi y voit un refus"),
        State.ANSWERED: _("répondue"),
        State.FORWARDED: _("transmise à un autre organisme"),
        State.WITHDRAWN: _("retirée"),
        State.MERGED: _("réunie à une autre de vos demandes"),
    }
    return said[state]


def delay_words(course: Course, today: dt.date, place: Place) -> str:
    """The clock in one or two sentences."""
    state, due = clock.state(course, today, place), in_words(clock.due(course, today, place))
    if state is State.ANSWERED:
        in_time = clock.in_time(course, place)
        said = _("Nous avons répondu à temps, le %(day)s.") if in_time else _(
            "Nous avons répondu en retard, le %(day)s."
        )  # fmt: skip
        return said % {"day": in_words(course.answered)}
    said = {
        State.RUNNING: _("Nous vous devons une réponse au plus tard le %(due)s."),
        State.SUSPENDED: _(
            "Le délai est arrêté tant que nous ne savons pas qui vous êtes. Si nous le savions "
            "aujourd’hui, la réponse vous serait due au plus tard le %(due)s."
        ),
        State.EXTENDED: _(
            "Le délai est prolongé de deux mois : nous vous devons une réponse au plus tard le "
            "%(due)s."
        ),
        State.LATE: _("Une réponse vous était due au plus tard le %(due)s."),
        State.SILENT: _(
            "Une réponse vous était due au plus tard le %(due)s. Notre silence vaut refus."
        ),
        State.FORWARDED: _("Un autre organisme répond de ces données : il a votre demande."),
        State.WITHDRAWN: _("Vous avez retiré cette demande : nous n’y répondrons pas."),
        State.MERGED: _("Nous répondons à vos deux demandes ensemble, dans le délai de l’autre."),
    }[state]
    return said % {"due": due}


def rule_words(course: Course) -> str:
    """How the delay is counted."""
    said = {
        clock.Regime.GDPR: _(
            "Un mois depuis le jour où nous l’avons reçue ; s’il finit un samedi, un dimanche ou "
            "un jour férié, le jour ouvré suivant (RGPD, article 12 ; règlement 1182/71, "
            "article 3)."
        ),
        clock.Regime.CRPA: _(
            "Un mois depuis le jour où nous l’avons reçue (code des relations entre le public et "
            "l’administration, R.311-13). Sans réponse, c’est un refus."
        ),
        clock.Regime.CUSTOM: _(
            "La loi ne fixe pas de délai : nous nous donnons un mois, comme pour les autres droits."
        ),
    }
    return said[course.regime]


def ways_on(
    right: Right, stated: Sequence[str], course: Course, today: dt.date
) -> list[remedies.Way]:
    """Where to go when the answer does not suit: what the answer stated, else what holds for any
    answer about this right, each with its last day once it runs."""
    offered = [Remedy(one) for one in stated] or usual_remedies(right)
    last = remedies.until(course.answered) if course.answered else None
    if course.regime is clock.Regime.CRPA:
        last = clock.commission_before(course, today)
    return remedies.ways(offered, last, spoken(), _)


def facts(view: View) -> list[dict[str, Any]]:
    """In how long, by which text; the rest of a right is said in sections."""
    delay = {
        "term": _("En combien de temps"),
        "value": view.text("delay"),
        "lang": view.lang("delay"),
    }
    law = {"term": _("Texte de loi"), "value": view.text("article"), "lang": view.lang("article")}
    return [fact for fact in (delay, law) if fact["value"]]


def referral(content: dict[str, Any], course: Course, organisation: str, answer: str) -> str:
    """The letter to the CADA: who, what was asked of whom and when, what was answered (R.343-1)."""
    silence = _("Je n’ai reçu aucune réponse dans le délai d’un mois, ce qui vaut refus.")
    refusal = _("Il m’a été répondu, le %(day)s :") % {"day": in_words(course.answered)}
    paragraphs = [
        content.get("name", ""),
        content.get("address", "") or _("[votre adresse]"),
        content.get("email", ""),
        _("À la Commission d’accès aux documents administratifs"),
        _("Madame, Monsieur,"),
        _("Le %(day)s, j’ai demandé ceci à %(organisation)s :")
        % {"day": in_words(course.received), "organisation": organisation},
        content.get("message", ""),
        f"{refusal}\n\n{answer}" if course.answered else silence,
        _("Je saisis la commission en application des articles L.342-1 et R.343-1 du code des "
          "relations entre le public et l’administration, et lui demande son avis."),
        _("Je joins une copie de ma demande et, s’il y en a une, de la réponse."),
    ]  # fmt: skip
    return "\n\n".join(part for part in paragraphs if part) + "\n"
