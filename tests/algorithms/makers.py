"""Small makers of algorithms and decisions for tests; every name is invented."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from parvis.algorithms.models import Algorithm, Contribution, DecisionType, Remedy
from parvis.records import bulk
from tests import makers

numbers = count(1)


def decision(**values: Any) -> DecisionType:
    """A draft, in order."""
    n = next(numbers)
    made = DecisionType(
        **{
            "title": f"Tarif des essais {n}",
            "plain_summary": "Le prix d’un repas.",
            "organisation": values.pop("organisation", None) or makers.organisation(),
            "reference_pattern": f"E{n}-####-####",
            "legal_basis": "Délibération du 12 juin 2025",
            "people_concerned": "Les familles.",
            "contact": "Service des essais, essais@ville.example",
            "mention_shown": "both",
            "rights": ["explication-d-une-decision"],
        }
        | values
    )
    if "remedies" not in values:
        made.remedies = [Remedy(kind="court", before="Tribunal administratif", delay=2)]
    return made


def algorithm(*decisions: DecisionType, degree: str = "proposes", **values: Any) -> Algorithm:
    """A draft, in order, that takes part in these decisions, which are published first."""
    n = next(numbers)
    made = Algorithm(
        **{
            "title": f"Calcul des essais {n}",
            "plain_summary": "Il calcule un prix.",
            "organisation": values.pop("organisation", None) or makers.organisation(),
            "purpose": "Fixer un prix.",
            "method": "rules",
            "operations": "1. Il divise. 2. Il cherche la tranche.",
            "contact": "essais@ville.example",
            "personal_data": False,
            "last_review_on": timezone.localdate(),
        }
        | values
    )
    published(*(one for one in decisions if one.pk is None))
    if decisions:
        made.contributions = [Contribution(decision=one, degree=degree) for one in decisions]
    return made


def published(*records: Any) -> None:
    for model in {type(one): None for one in records}:
        bulk.save_many([one for one in records if type(one) is model], why="essai")
