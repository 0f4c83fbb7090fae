"""Facts of an invented processing, every item said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from parvis.privacy.notices.facts import Abroad, Aim, Facts, Kept
from parvis.records.entitlements import Entitlement, Right

WHOLE = Facts(
    title="Inscription à la cantine",
    controller="Ville des Essais",
    contact="mairie@essais.example",
    officer="dpd@essais.example",
    joint=("CCAS des Essais",),
    aims=(
        Aim("Inscrire les enfants", "une mission d’intérêt public", "code de l’éducation"),
        Aim("Calculer le tarif", "une obligation légale"),
    ),
    people=("enfants", "parents"),
    data=("nom et prénom", "quotient familial"),
    sensitive=("allergies",),
    exception="un consentement explicite",
    sources=("Caisse d’allocations familiales",),
    required="Sans ces données, nous ne pouvons pas inscrire votre enfant",
    recipients=("cuisine centrale",),
    processors=("Éditeur du logiciel",),
    abroad=(Abroad("Canada", "une décision d’adéquation", "https://essais.example/canada"),),
    kept=(Kept("dossier d’inscription", "2 ans", "après la fin de l’année", "il est détruit"),),
    automatic=False,
    mentions=("Un programme calcule le tarif : vous pouvez demander ses règles.",),
    rights=(
        Entitlement(Right.ACCESS, True, ""),
        Entitlement(Right.ERASURE, True, "Pas ce que la loi impose de garder.", limited=True),
        Entitlement(Right.PORTABILITY, False, "Le traitement ne repose pas sur un contrat."),
        Entitlement(Right.OBJECTION, True, ""),
    ),
    form_url="https://essais.example/droits/demande/?traitement=cantine",
    page_url="https://essais.example/traitements/cantine/",
)


def like(**values: Any) -> Facts:
    return replace(WHOLE, **values)
