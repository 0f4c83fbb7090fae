"""The words of "are we concerned?": questions, duties, reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

QUESTIONS: dict[str, Any] = {
    "decides": _(
        "Son résultat sert-il à décider pour une personne, une entreprise ou une association"
        " nommée ? Un tableur ou une grille sur papier comptent ; un simple conseil, non."
    ),
    "secret": _(
        "La loi en protège-t-elle le secret (recherche de fraudes, défense, sûreté : CRPA,"
        " L.311-5, 2°) ?"
    ),
    "alone": _("La décision part-elle sans qu’une personne intervienne ?"),
    "learnt": _("A-t-il appris sur des exemples, au lieu de suivre des règles écrites ?"),
    "many": _("Touche-t-il beaucoup de gens ?"),
    "effects": _("Compte-t-il beaucoup pour eux : argent, logement, place, sanction ?"),
    "fifty": _("Votre administration compte-t-elle au moins cinquante agents ?"),
}
DUTIES: dict[str, Any] = {
    "mention": _("Écrire la mention sur la décision et en ligne (CRPA, L.311-3-1)."),
    "explain": _("Expliquer la décision à qui le demande (CRPA, R.311-3-1-2)."),
    "publish": _("Publier ses règles en ligne (CRPA, L.312-1-3)."),
    "human": _("Faire décider une personne (loi 78-17, art. 47)."),
}
REASONS: dict[str, Any] = {
    "no-decision": _("Il ne sert à aucune décision sur quelqu’un : la loi ne demande rien ici."),
    "secret": _("La loi en protège le secret : ni mention ni règles publiées."),
    "decision": _("Il sert à décider pour quelqu’un, même s’il ne fait qu’aider."),
    "void": _("Personne n’intervient : sans la mention, la décision est nulle."),
    "unexplained": _("Un modèle appris ne s’explique pas assez pour décider seul."),
    "main": _("Il touche beaucoup de gens ou compte beaucoup pour eux : c’est un des principaux."),
    "small": _("Moins de cinquante agents : publier les règles n’est pas obligatoire."),
    "not-main": _("Il touche peu de gens et compte peu : publier les règles n’est pas demandé."),
}


def texts(duties: Iterable[str], reasons: Iterable[str]) -> list[str]:
    """Reasons, then what they make due; names of another version are left out."""
    return [
        *(str(REASONS[one]) for one in reasons if one in REASONS),
        *(str(DUTIES[one]) for one in duties if one in DUTIES),
    ]
