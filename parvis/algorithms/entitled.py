"""Which rights people have against a type of decision, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from parvis.records.entitlements import Entitlement, Right


def of_decision(content: dict[str, Any]) -> list[Entitlement]:
    return list(answers(content))


def answers(content: dict[str, Any]) -> Iterator[Entitlement]:
    """Explanation and document always; the rest as the record opens them."""
    opened = set(content.get("rights") or ())
    yield Entitlement(
        Right.EXPLANATION, True,
        _("Vous pouvez demander comment l’algorithme a compté dans votre cas."),
        "CRPA, L.311-3-1 et R.311-3-1-2",
    )  # fmt: skip
    yield Entitlement(
        Right.DOCUMENT, True,
        _("La décision, votre dossier et le code source sont des documents administratifs."),
        "CRPA, L.300-2 et L.311-1",
    )  # fmt: skip
    for right, yes, no, article in (
        (
            Right.HUMAN_REVIEW,
            _("Une personne peut reprendre votre dossier et vous entendre."),
            _("Une personne prend déjà cette décision."),
            "RGPD, art. 22, 3",
        ),
        (
            Right.OBJECTION,
            _("Vous pouvez dire que vous refusez ce traitement, avec vos raisons."),
            _("Ce droit n’est pas ouvert ici ; vous pouvez contester la décision."),
            "RGPD, art. 21",
        ),
        (
            Right.RECTIFICATION,
            _("Une donnée fausse a pu fausser la décision : faites-la corriger."),
            _("La décision n’utilise pas de données sur vous."),
            "RGPD, art. 16",
        ),
        (
            Right.ACCESS,
            _("Vous pouvez voir les données qui ont servi."),
            _("La décision n’utilise pas de données sur vous."),
            "RGPD, art. 15, 1, h",
        ),
    ):
        applies = right in opened or (right in PERSONAL and bool(content.get("personal_data")))
        yield Entitlement(right, applies, yes if applies else no, article)


PERSONAL = (Right.RECTIFICATION, Right.ACCESS)
