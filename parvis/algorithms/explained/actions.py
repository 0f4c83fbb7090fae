"""Changes of state: rules published, a type of decision explained, cases kept and destroyed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from parvis.algorithms.explained import reference, rows
from parvis.algorithms.explained.models import Case, CaseReading, ExplainedDecision, RuleVersion
from parvis.algorithms.explained.rows import Row, RowProblem
from parvis.algorithms.models import Algorithm, DecisionType
from parvis.algorithms.ruleset import reading
from parvis.algorithms.ruleset.evaluate import check_examples, evaluate, plain, same_outcome
from parvis.algorithms.ruleset.problems import InputProblem
from parvis.records import canonical, hooks
from parvis.records.problems import Problem, gettext_noop

BATCH = 500
KEPT_LONGEST = 36_500  # days


class ExplainedProblem(Problem):
    sentences: ClassVar = {
        "prefix": gettext_noop(
            "« %(value)s » ne convient pas. Donnez de 2 à 12 lettres capitales sans accent, comme "
            "« CANTINE »."
        ),
        "prefix_taken": gettext_noop(
            "« %(value)s » commence déjà les références d’autres décisions. Choisissez-en un autre."
        ),
        "kept": gettext_noop(
            "« %(value)s » jours de conservation : donnez un nombre de 1 à 36 500."
        ),
        "decided": gettext_noop(
            "Des décisions ont déjà été prises avec d’autres règles depuis le %(value)s. Donnez "
            "une date plus tardive."
        ),
    }


def check_may(by: Any, record: Any) -> None:
    """`by` None: who runs the portal, at the command line. Raise PermissionDenied."""
    if by is not None and not hooks.first("may", user=by, verb="publish", record=record):
        raise PermissionDenied(f"{by} may not publish {record}")


@transaction.atomic
def publish_rules(
    algorithm: Algorithm, data: bytes, since: dt.date, *, by: Any, why: str = ""
) -> tuple[RuleVersion, bool]:
    """Publish rules whose own examples pass; the same content twice is one version.

    Raise PermissionDenied, RuleProblem, ExplainedProblem.
    """
    check_may(by, algorithm)
    rules = reading.from_bytes(data)
    check_examples(rules)
    kept = RuleVersion.objects.filter(algorithm=algorithm, version=rules.version).first()
    if kept is not None:
        return kept, False
    if Case.objects.filter(rules__algorithm=algorithm, decided__gte=since).exists():
        raise ExplainedProblem("decided", value=since.isoformat())
    document = canonical.encode(rules.document).decode()
    made = RuleVersion.objects.create(
        algorithm=algorithm, version=rules.version, document=document, since=since, by=by, why=why
    )
    return made, True


@transaction.atomic
def explain_decisions(
    decision: DecisionType, algorithm: Algorithm, prefix: str, kept_days: int, *, by: Any
) -> ExplainedDecision:
    """Letters of this type of decision bear a reference from now on. A prefix never changes: it is
    printed on letters. A shorter duration holds for the cases that are there too. Raise
    PermissionDenied, ExplainedProblem."""
    check_may(by, decision)
    if not reference.PREFIX.match(prefix):
        raise ExplainedProblem("prefix", value=prefix[:40])
    if not 1 <= kept_days <= KEPT_LONGEST:
        raise ExplainedProblem("kept", value=kept_days)
    if ExplainedDecision.objects.filter(prefix=prefix).exclude(decision=decision).exists():
        raise ExplainedProblem("prefix_taken", value=prefix)
    values = {"algorithm": algorithm, "kept_days": kept_days}
    made, _new = ExplainedDecision.objects.update_or_create(
        decision=decision, defaults=values, create_defaults=values | {"prefix": prefix}
    )
    for decided in set(made.cases.values_list("decided", flat=True)):
        until = made.kept_until(decided)
        made.cases.filter(decided=decided, kept_until__gt=until).update(kept_until=until)
    return made


def key(purpose: str) -> bytes:
    return f"parvis case {purpose}\0{settings.PARVIS_PERSONAL_KEY}".encode()


def reference_of(explained: ExplainedDecision, file: str) -> str:
    """The reference that the letter of this file bears."""
    return reference.make(explained.prefix, file, key("reference"))


def mark_of(written: str) -> str:
    """The keyed hash by which a case is found again."""
    return hmac.new(key("mark"), written.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Kept:
    """What became of one line. `state`: created, changed, unchanged or refused; `computed`: what
    the rules give, where that is not what was notified."""

    line: int
    file: str
    state: str
    reference: str = ""
    computed: str = ""
    problem: Problem | None = None


def import_cases(explained: ExplainedDecision, text: Iterable[str], *, by: Any) -> Iterator[Kept]:
    """Keep the cases of a CSV file, a batch a transaction; the same file twice changes nothing.

    Raise PermissionDenied, RowProblem when the first line is not in order.
    """
    check_may(by, explained.decision)
    versions = list(RuleVersion.objects.filter(algorithm=explained.algorithm_id))
    found = rows.lines(text)
    while batch := list(islice(found, BATCH)):
        yield from kept_batch(explained, versions, batch)


@dataclass
class Ready:
    """A line that is in order, replayed."""

    line: int
    file: str
    case: Case
    computed: str


def kept_batch(
    explained: ExplainedDecision,
    versions: list[RuleVersion],
    batch: list[tuple[int, dict[str, Any]]],
) -> list[Kept]:
    told: list[Kept] = []
    ready: dict[str, Ready] = {}
    for line, cells in batch:
        try:
            one = prepared(explained, versions, line, rows.read(cells))
        except RowProblem as problem:
            told.append(Kept(line, str(cells.get("dossier", ""))[:80], "refused", problem=problem))
        else:
            ready[one.case.mark] = one  # a file that comes twice: the last line counts
    with transaction.atomic():
        told += [saved(one, known) for one, known in matched(ready)]
        new = [one.case for one in ready.values() if one.case.pk is None]
        Case.objects.bulk_create(new)
    return sorted(told, key=lambda one: one.line)


def matched(ready: dict[str, Ready]) -> Iterator[tuple[Ready, Case | None]]:
    known = {one.mark: one for one in Case.objects.filter(mark__in=list(ready))}
    for mark, one in ready.items():
        yield one, known.get(mark)


def saved(one: Ready, known: Case | None) -> Kept:
    """What becomes of a line: what is already there is changed where it differs."""
    case, state = one.case, "created"
    if known is not None:
        facts = ("content", "decided", "rules_id", "replay", "kept_until")
        case.pk = known.pk
        same = all(getattr(case, name) == getattr(known, name) for name in facts)
        state = "unchanged" if same else "changed"
        if not same:
            case.save()
    return Kept(one.line, one.file, state, case.said["reference"], one.computed)


def prepared(
    explained: ExplainedDecision, versions: list[RuleVersion], line: int, row: Row
) -> Ready:
    """The case of a line, replayed. Raise RowProblem."""
    today = timezone.localdate()
    if row.decided > today:
        raise RowProblem("future", value=row.decided.isoformat())
    kept_until = explained.kept_until(row.decided)
    if kept_until < today:
        raise RowProblem("old", value=row.decided.isoformat())
    version = version_for(versions, row)
    written = reference_of(explained, row.file)
    content = rows.content(row, version.rules) | {"reference": written}
    replay, computed = replayed(version, content, row.decided)
    case = Case(
        explained=explained, rules=version, mark=mark_of(written), decided=row.decided,
        kept_until=kept_until, replay=replay,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True),
    )  # fmt: skip
    return Ready(line, row.file, case, "" if replay == Case.Replay.SAME else computed)


def version_for(versions: list[RuleVersion], row: Row) -> RuleVersion:
    """The version that is named, else the last one of the day of the decision."""
    if row.version:
        named = next((one for one in versions if one.version == row.version), None)
        if named is None:
            raise RowProblem("version", value=row.version[:80])
        return named
    found = next((one for one in versions if one.since <= row.decided), None)
    if found is None:
        raise RowProblem("rules", value=row.decided.isoformat())
    return found


def replayed(version: RuleVersion, content: dict[str, Any], decided: dt.date) -> tuple[str, str]:
    """Whether the rules give what was notified, and what they give. Raise RowProblem."""
    try:
        outcome = evaluate(version.rules, content["inputs"], decided).outcome
    except InputProblem as problem:
        raise RowProblem("inputs", problem=problem) from problem
    if same_outcome(outcome, content["outcome"]):
        return Case.Replay.SAME, plain(outcome)
    state = Case.Replay.SET_ASIDE if content["override"] else Case.Replay.DIFFERENT
    return state, plain(outcome)


def find(typed: str) -> Case | None:
    """The case of a reference, as someone typed it; None for whatever else."""
    mark = mark_of(reference.read(typed))
    rows = Case.objects.select_related("rules", "explained__decision", "explained__algorithm")
    case = rows.filter(mark=mark, kept_until__gte=timezone.localdate()).first()
    return case if case is not None and hmac.compare_digest(case.mark, mark) else None


def run_again(case: Case) -> None:
    """Replay a case now; where that says other than what was kept, whoever answers for this type
    of decision finds it at the desk. Raise RowProblem, which nothing but a change of ours makes."""
    found, _computed = replayed(case.rules, case.said, case.decided)
    if found != case.replay:
        case.replay = found
        case.save(update_fields=["replay"])


def read_by(case: Case, user: Any) -> None:
    """An agent has the case before their eyes: it is written down first."""
    CaseReading.objects.create(case=case, by=user)


def forget() -> int:
    """Destroy the cases whose time has passed, a batch at a time; how many."""
    total = 0
    due = Case.objects.filter(kept_until__lt=timezone.localdate())
    while batch := list(due.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Case.objects.filter(pk__in=batch).delete()
        total += len(batch)
    return total
