"""Cases come by a file of the service: sealed, replayed, found by their reference, destroyed."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from parvis.algorithms.explained import actions, cases, jobs, vault
from parvis.algorithms.explained.models import Case, CaseReading, ExplainedDecision, RuleVersion
from parvis.algorithms.explained.rows import RowProblem
from parvis.algorithms.ruleset.problems import RuleProblem
from tests import makers
from tests.algorithms.explained.conftest import rules
from tests.algorithms.explained.makers import FAMILY, lines, sent, states
from tests.algorithms.ruleset.examples import demo
from tests.records.desk.waiting import awaited

pytestmark = pytest.mark.django_db


def test_a_case_is_kept_replayed_and_found(explained: ExplainedDecision) -> None:
    [kept] = sent(explained, {})
    assert (kept.state, kept.computed, kept.problem) == ("created", "", None)
    case = cases.find(kept.reference.lower())
    assert case is not None
    assert case.replay == Case.Replay.SAME
    assert vault.opened(case)["inputs"] == {
        "revenus": "9600", "prestations": "0", "parts": "2", "habite": "non",
    }  # fmt: skip
    assert vault.opened(case)["sources"] == {"revenus": "avis d’imposition 2025"}
    assert case.kept_until == case.decided + dt.timedelta(days=730)


def test_the_same_file_twice_changes_nothing(explained: ExplainedDecision) -> None:
    first = sent(explained, {}, {"dossier": "F-2"})
    again = sent(explained, {}, {"dossier": "F-2"})
    assert states(first) == ["created", "created"]
    assert states(again) == ["unchanged", "unchanged"]
    assert [one.reference for one in first] == [one.reference for one in again]
    assert Case.objects.count() == 2


def test_a_file_that_comes_corrected_is_changed_under_its_reference(explained: Any) -> None:
    [first] = sent(explained, {})
    [other] = sent(explained, {"habite": "oui", "resultat": "1.40"})
    assert (other.state, other.reference) == ("changed", first.reference)
    found = cases.find(first.reference)
    assert found is not None
    assert vault.opened(found)["outcome"] == "1.40"


def test_a_file_twice_in_one_import_is_kept_once(explained: ExplainedDecision) -> None:
    sent(explained, {"resultat": "9"}, {})
    assert [vault.opened(case)["outcome"] for case in Case.objects.all()] == ["6.30"]


def test_a_notified_outcome_that_the_rules_do_not_give_is_told(
    explained: ExplainedDecision,
) -> None:
    [kept] = sent(explained, {"resultat": "7.00"})
    assert (kept.state, kept.computed) == ("created", "6.3")
    assert Case.objects.get().replay == Case.Replay.DIFFERENT
    who = makers.member(explained.decision.organisation, "steward")
    [told] = [one.title for one in awaited(who) if "que donnent les règles" in one.title]
    assert told.startswith("Tarif de cantine : 1 décision")
    stranger = makers.member(makers.organisation(), "steward")
    assert not [one for one in awaited(stranger) if "règles" in one.title]


def test_a_person_who_decides_otherwise_says_why(explained: ExplainedDecision) -> None:
    [kept] = sent(explained, {"resultat": "1.40", "motif_d_ecart": "Déménagement en cours"})
    assert kept.computed == "6.3"
    assert Case.objects.get().replay == Case.Replay.SET_ASIDE


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"dossier": ""}, "« dossier » est vide."),
        ({"decide_le": "31/02/2026"}, "« decide_le » vaut « 31/02/2026 »."),
        ({"decide_le": "2999-01-01"}, "pas encore venu"),
        ({"decide_le": "9999-12-31"}, "pas encore venu"),
        ({"decide_le": "2001-01-01"}, "n’est plus gardée"),
        ({"parts": "0"}, "« nombre de parts du foyer » vaut 0. Donnez 1 au moins."),
        ({"parts": ""}, "« nombre de parts du foyer » manque."),
        ({"regles": "0" * 16}, "n’est pas une version publiée"),
        ({"decide_par": "x" * 301}, "dépasse 300 caractères"),
        ({"decide_par": "a\x07b"}, "caractère invisible"),
        ({"revenus_date": "hier"}, "« revenus_date » vaut « hier »."),
        ({"couleur": "bleu"}, "La colonne « couleur » n’est pas une donnée"),
    ],
)
def test_a_line_that_is_wrong_is_refused_by_its_field_and_the_others_kept(
    explained: ExplainedDecision, changes: dict[str, str], told: str
) -> None:
    found = sent(explained, changes)
    assert states(found) == ["refused"]
    assert found[0].problem is not None
    assert told in found[0].problem.sentence()
    if "couleur" not in changes:
        assert states(sent(explained, changes, {"dossier": "F-9"})) == ["refused", "created"]


def test_a_file_without_its_columns_is_refused_whole(explained: ExplainedDecision) -> None:
    with pytest.raises(RowProblem) as refused:
        list(cases.import_cases(explained, ["a;b\n", "1;2\n"], by=None))
    assert "« dossier » manque" in refused.value.sentence()
    with pytest.raises(RowProblem):
        list(cases.import_cases(explained, [], by=None))


def test_a_decision_of_last_year_keeps_the_rules_of_last_year(explained: Any) -> None:
    today = timezone.localdate()
    newer = demo()
    newer["parameters"][1]["values"][1]["value"] = "8"
    newer["tests"][3]["outcome"] = "8"
    made, new = actions.publish_rules(
        explained.algorithm, json.dumps(newer).encode(), today, by=None, why="Nouveau tarif"
    )
    assert new
    last_year = (today - dt.timedelta(days=365)).isoformat()
    first, second = sent(explained, {"decide_le": last_year}, {"dossier": "F-2", "resultat": "8"})
    assert (first.computed, second.computed) == ("", "")
    assert Case.objects.filter(rules=made).count() == 1


def test_rules_are_not_changed_under_decisions_already_taken(explained: Any) -> None:
    sent(explained, {})
    changed = demo()
    changed["title"]["fr"] = "Autre"
    with pytest.raises(actions.ExplainedProblem, match="decided"):
        actions.publish_rules(
            explained.algorithm, json.dumps(changed).encode(), dt.date(2024, 9, 1), by=None
        )
    kept, new = actions.publish_rules(explained.algorithm, rules(), dt.date(2025, 1, 1), by=None)
    assert (new, kept.since) == (False, dt.date(2024, 9, 1))


def test_rules_whose_examples_fail_are_not_published(explained: ExplainedDecision) -> None:
    with pytest.raises(RuleProblem, match="untested"):
        actions.publish_rules(explained.algorithm, rules(tests=[]), dt.date(2025, 1, 1), by=None)
    assert RuleVersion.objects.count() == 1


def test_only_who_publishes_there_may_send_cases_or_rules(explained: ExplainedDecision) -> None:
    mine = makers.member(explained.decision.organisation, "steward")
    for other in (
        makers.member(makers.organisation(), "steward"),
        makers.member(explained.decision.organisation, "contributor"),
    ):
        with pytest.raises(PermissionDenied):
            sent(explained, {}, by=other)
        with pytest.raises(PermissionDenied):
            actions.publish_rules(explained.algorithm, rules(), dt.date(2025, 1, 1), by=other)
        with pytest.raises(PermissionDenied):
            actions.explain_decisions(
                explained.decision, explained.algorithm, "AUTRE", 10, by=other
            )
    assert states(sent(explained, {}, by=mine)) == ["created"]


@pytest.mark.parametrize(
    ("prefix", "days", "code"), [("cantine", 5, "prefix"), ("X1", 5, "prefix"), ("AB", 0, "kept")]
)
def test_a_type_of_decision_is_set_in_order(
    explained: ExplainedDecision, prefix: str, days: int, code: str
) -> None:
    with pytest.raises(actions.ExplainedProblem, match=code):
        actions.explain_decisions(explained.decision, explained.algorithm, prefix, days, by=None)


def test_nothing_of_a_person_stands_in_clear(explained: ExplainedDecision) -> None:
    [kept] = sent(explained, {"dossier": "MARTIN-Louise", "revenus": "9641"})
    code = kept.reference.split("-")[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM algorithms_case")
        stored = repr(cursor.fetchall())
    for secret in ("MARTIN", "9641", "avis d’imposition", "Service des familles", code, "6.30"):
        assert secret not in stored
    assert vault.opened(Case.objects.get())["inputs"]["revenus"] == "9641"


def test_a_shorter_duration_holds_for_the_cases_that_are_there(explained: Any) -> None:
    sent(explained, {})
    case = Case.objects.get()
    given = (explained.decision, explained.algorithm, explained.prefix)
    actions.explain_decisions(*given, 30, by=None)
    case.refresh_from_db()
    assert case.kept_until == case.decided + dt.timedelta(days=30)
    actions.explain_decisions(*given, 300, by=None)
    case.refresh_from_db()
    assert case.kept_until == case.decided + dt.timedelta(days=30), "told so when it came"


def test_a_case_is_destroyed_in_time_with_what_was_noted_of_it(explained: Any) -> None:
    [kept] = sent(explained, {})
    case = cases.find(kept.reference)
    assert case is not None
    cases.read_by(case, makers.person())
    day = timezone.localdate()
    Case.objects.update(kept_until=day)
    jobs.forget_cases.call()
    assert Case.objects.count() == 1, "the last day is a day"
    Case.objects.update(kept_until=day - dt.timedelta(days=1))
    assert cases.find(kept.reference) is None, "too late, even before it is destroyed"
    jobs.forget_cases.call()
    assert (Case.objects.count(), CaseReading.objects.count()) == (0, 0)


def test_a_long_file_is_read_as_it_comes(
    explained: ExplainedDecision, django_assert_max_num_queries: Any
) -> None:
    """1,200 lines are three batches: the first is kept before the last line is asked for."""
    asked = 0

    def coming() -> Any:
        nonlocal asked
        for line in lines(*({"dossier": f"F-{n}"} for n in range(1200))):
            asked += 1
            yield line

    found = cases.import_cases(explained, coming(), by=None)
    with django_assert_max_num_queries(40):
        assert next(found).state == "created"
        assert asked < 600
        assert states(found) == ["created"] * 1199
    assert set(FAMILY) >= {"dossier", "resultat"}
