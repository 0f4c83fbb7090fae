"""Lines of a service's file, as tests send them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from parvis.algorithms.explained import cases
from parvis.algorithms.explained.cases import Kept
from parvis.algorithms.explained.models import ExplainedDecision

FAMILY = {
    "dossier": "F-1",
    "decide_le": "",
    "resultat": "6.30",
    "decide_par": "Service des familles",
    "motif_d_ecart": "",
    "revenus": "9600",
    "prestations": "0",
    "parts": "2",
    "habite": "non",
    "revenus_source": "avis d’imposition 2025",
    "revenus_date": "2025-09-02",
}


def lines(*cases: dict[str, str]) -> list[str]:
    """A CSV file, decided today unless a case says when."""
    today = {"decide_le": timezone.localdate().isoformat()}
    filled = [FAMILY | today | case for case in cases]
    names = list(dict.fromkeys(name for case in filled for name in case))
    rows = [[case.get(name, "") for name in names] for case in filled]
    return [";".join(cells) + "\n" for cells in [names, *rows]]


def sent(explained: ExplainedDecision, *given: dict[str, str], by: Any = None) -> list[Kept]:
    return list(cases.import_cases(explained, lines(*given), by=by))


def states(found: Iterable[Kept]) -> list[str]:
    return [one.state for one in found]
