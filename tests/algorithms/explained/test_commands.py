"""`parvis rules` and `parvis cases`: what a service's program runs each night."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from parvis.algorithms.explained import cases
from parvis.algorithms.explained.models import Case, ExplainedDecision
from tests.algorithms.explained.makers import lines
from tests.algorithms.makers import decision, published
from tests.algorithms.ruleset.examples import DEMO

pytestmark = pytest.mark.django_db
RULES = DEMO / "redevance-incitative-des-dechets.json"


def run(*words: Any) -> Any:
    said = StringIO()
    call_command(*map(str, words), "--json", stdout=said)
    return json.loads(said.getvalue())


def test_rules_then_cases_then_references(explained: ExplainedDecision, tmp_path: Path) -> None:
    bill = decision(title="Facture des déchets", slug="facture")
    published(bill)
    open_it = ("--decision", "facture", "--prefix", "DECHETS", "--days", "30")
    first = run("rules", RULES, "--algorithm", "quotient", "--since", "2025-01-01", *open_it)
    again = run("rules", RULES, "--algorithm", "quotient", "--since", "2025-01-01", *open_it)
    assert (first["new"], again) == (True, {"version": first["version"], "new": False})
    assert ExplainedDecision.objects.get(prefix="DECHETS").kept_days == 30


def test_cases_are_counted_and_their_references_written(
    explained: ExplainedDecision, tmp_path: Path
) -> None:
    sent, written = tmp_path / "dossiers.csv", tmp_path / "references.csv"
    sent.write_text("".join(lines({}, {"dossier": "F-2", "resultat": "7"})), encoding="utf-8-sig")
    done = run("cases", sent, "--decision", "tarif-de-cantine", "--references", written)
    assert done == {
        "created": 2, "changed": 0, "unchanged": 0, "refused": 0, "different": 1,
        "lines": [{"line": 3, "error": "le calcul donne 6.3, et non le résultat notifié."}],
    }  # fmt: skip
    head, first, _second = written.read_text(encoding="utf-8").splitlines()
    assert head == "dossier;reference"
    assert written.stat().st_mode & 0o077 == 0  # whoever has a reference reads the case
    assert cases.find(first.split(";")[1]) is not None


def test_what_is_refused_has_its_status(explained: ExplainedDecision, tmp_path: Path) -> None:
    wrong, broken = tmp_path / "wrong.csv", tmp_path / "broken.json"
    wrong.write_text("".join(lines({}, {"dossier": "F-2", "parts": "0"})), encoding="utf-8")
    broken.write_text("{", encoding="utf-8")
    for words in (
        ("cases", wrong, "--decision", "tarif-de-cantine"),
        ("cases", tmp_path / "absent.csv", "--decision", "tarif-de-cantine"),
        ("cases", wrong, "--decision", "absente"),
        ("rules", broken, "--algorithm", "quotient"),
        ("rules", RULES, "--algorithm", "absent"),
        ("rules", RULES, "--algorithm", "quotient", "--since", "hier"),
        ("rules", RULES, "--algorithm", "quotient", "--decision", "absente"),
    ):
        with pytest.raises(CommandError) as refused:
            call_command(*map(str, words), stdout=StringIO())
        assert refused.value.returncode == 1
    assert Case.objects.count() == 1, "the line that was in order is kept"
