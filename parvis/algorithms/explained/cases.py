"""Cases: kept sealed under a key each, replayed, found by their reference, destroyed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from parvis.algorithms.explained import reference, rows, vault
from parvis.algorithms.explained.actions import check_may
from parvis.algorithms.explained.models import Case, CaseReading, ExplainedDecision, RuleVersion
from parvis.algorithms.explained.rows import Row, RowProblem
from parvis.algorithms.ruleset.evaluate import evaluate, plain, same_outcome
from parvis.algorithms.ruleset.problems import InputProblem
from parvis.records import journal
from parvis.records.keys import KeyAbsent
from parvis.records.problems import Problem

BATCH = 500
ORPHAN = dt.timedelta(days=1)  # a key without a case is older than this
Cells = tuple[int, dict[str, Any]]  # the number of a line, its columns


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


@dataclass
class Ready:
    """A line that is in order, replayed."""

    line: int
    file: str
    case: Case
    content: dict[str, Any]
    computed: str


def import_cases(explained: ExplainedDecision, text: Iterable[str], *, by: Any) -> Iterator[Kept]:
    """Keep the cases of a CSV file, a batch a transaction; the same file twice changes nothing.

    Raise PermissionDenied, RowProblem when the first line is not in order.
    """
    check_may(by, explained.decision)
    versions = versions_of(explained)
    found = rows.lines(text)
    while batch := list(islice(found, BATCH)):
        ready, refused = prepared(explained, versions, batch)
        yield from sorted([*refused, *kept(explained, ready)], key=lambda one: one.line)


def receive(explained: ExplainedDecision, batch: list[Cells]) -> list[Kept]:
    """Keep the cases of an application that decides, whose key was checked: all of them, or none
    when one is refused. The same case twice changes nothing."""
    ready, refused = prepared(explained, versions_of(explained), batch)
    return refused or kept(explained, ready)


def add(explained: ExplainedDecision, cells: dict[str, Any], *, by: Any) -> Kept:
    """Keep one case that an agent typed. Raise PermissionDenied."""
    check_may(by, explained.decision)
    [told] = receive(explained, [(1, cells)])
    return told


def versions_of(explained: ExplainedDecision) -> list[RuleVersion]:
    return list(RuleVersion.objects.filter(algorithm=explained.algorithm_id))


def prepared(
    explained: ExplainedDecision, versions: list[RuleVersion], batch: list[Cells]
) -> tuple[dict[str, Ready], list[Kept]]:
    """The lines that are in order by the mark of their case, and those that are refused."""
    ready: dict[str, Ready] = {}
    refused: list[Kept] = []
    for line, cells in batch:
        try:
            one = replayed_case(explained, versions, line, rows.read(cells))
        except RowProblem as problem:
            file = str(cells.get("dossier", ""))[:80]
            refused.append(Kept(line, file, "refused", problem=problem))
        else:
            ready[one.case.mark] = one  # a file that comes twice: the last line counts
    return ready, refused


@transaction.atomic
def kept(explained: ExplainedDecision, ready: dict[str, Ready]) -> list[Kept]:
    """One writer a type of decision at a time: a case that two send at once is kept once. Its key
    is on the disk before its row is kept."""
    ExplainedDecision.objects.select_for_update().get(pk=explained.pk)
    there = Case.objects.filter(mark__in=list(ready))
    erase(there.filter(kept_until__lt=timezone.localdate()))  # a destruction that was cut
    known = {one.mark: one for one in there}
    found = {mark: said(known[mark]) if mark in known else None for mark in ready}
    states = {mark: state(one, known.get(mark), found[mark]) for mark, one in ready.items()}
    for mark, one in ready.items():
        if mark in known:
            one.case.pk, one.case.uuid = known[mark].pk, known[mark].uuid
    written = {mark: one for mark, one in ready.items() if states[mark] != "unchanged"}
    seal([one for mark, one in written.items() if found[mark] is None], made=True)
    seal([one for mark, one in written.items() if found[mark] is not None], made=False)
    for mark, one in written.items():
        if mark in known:
            one.case.save()
    Case.objects.bulk_create(one.case for mark, one in written.items() if mark not in known)
    return [
        Kept(one.line, one.file, states[mark], one.content["reference"], one.computed)
        for mark, one in ready.items()
    ]


def said(case: Case) -> dict[str, Any] | None:
    """What a known case says; None when its key is lost: it is sealed anew under another."""
    try:
        return vault.opened(case)
    except KeyAbsent:
        return None


def state(one: Ready, known: Case | None, content: dict[str, Any] | None) -> str:
    """What becomes of a line: what is already there is changed where it differs."""
    if known is None:
        return "created"
    facts = ("decided", "rules_id", "replay", "kept_until")
    same = all(getattr(one.case, name) == getattr(known, name) for name in facts)
    return "unchanged" if same and content == one.content else "changed"


def seal(ready: list[Ready], *, made: bool) -> None:
    """Seal these cases, under keys that are made now or that they have."""
    store, names = vault.store(), [one.case.uuid for one in ready]
    held = store.make(*names) if made else {name: store.read(name) for name in names}
    for one in ready:
        one.case.sealed = vault.sealed(held[one.case.uuid], one.case, one.content)


def replayed_case(
    explained: ExplainedDecision, versions: list[RuleVersion], line: int, row: Row
) -> Ready:
    """The case of a line, replayed, not yet sealed. Raise RowProblem."""
    today = timezone.localdate()
    if row.decided > today:
        raise RowProblem("future", field="decide_le", value=row.decided.isoformat())
    kept_until = explained.kept_until(row.decided)
    if kept_until < today:
        raise RowProblem("old", field="decide_le", value=row.decided.isoformat())
    version = version_for(versions, row)
    written = reference_of(explained, row.file)
    content = rows.content(row, version.rules) | {"reference": written}
    replay, computed = replayed(version, content, row.decided)
    case = Case(
        explained=explained, rules=version, mark=mark_of(written), decided=row.decided,
        kept_until=kept_until, replay=replay,
    )  # fmt: skip
    return Ready(line, row.file, case, content, "" if replay == Case.Replay.SAME else computed)


def version_for(versions: list[RuleVersion], row: Row) -> RuleVersion:
    """The version that is named, else the last one of the day of the decision."""
    if row.version:
        named = next((one for one in versions if one.version == row.version), None)
        if named is None:
            raise RowProblem("version", field="regles", value=row.version[:80])
        return named
    found = next((one for one in versions if one.since <= row.decided), None)
    if found is None:
        raise RowProblem("rules", field="decide_le", value=row.decided.isoformat())
    return found


def replayed(version: RuleVersion, content: dict[str, Any], decided: dt.date) -> tuple[str, str]:
    """Whether the rules give what was notified, and what they give. Raise RowProblem."""
    try:
        outcome = evaluate(version.rules, content["inputs"], decided).outcome
    except InputProblem as problem:
        raise RowProblem("inputs", problem=problem, **problem.params) from problem
    if same_outcome(outcome, content["outcome"]):
        return Case.Replay.SAME, plain(outcome)
    stated = Case.Replay.SET_ASIDE if content["override"] else Case.Replay.DIFFERENT
    return stated, plain(outcome)


def find(typed: str) -> Case | None:
    """The case of a reference, as someone typed it; None for whatever else."""
    mark = mark_of(reference.read(typed))
    related = Case.objects.select_related("rules", "explained__decision", "explained__algorithm")
    case = related.filter(mark=mark, kept_until__gte=timezone.localdate()).first()
    return case if case is not None and hmac.compare_digest(case.mark, mark) else None


def run_again(case: Case) -> None:
    """Replay a case now; where that says other than what was kept, whoever answers for this type
    of decision finds it at the desk. Raise RowProblem, which nothing but a change of ours makes."""
    found, _computed = replayed(case.rules, vault.opened(case), case.decided)
    if found != case.replay:
        case.replay = found
        case.save(update_fields=["replay"])


def read_by(case: Case, user: Any) -> None:
    """An agent has the case before their eyes: it is written down first."""
    CaseReading.objects.create(case=case, by=user)


def withdraw(case: Case, *, by: Any) -> None:
    """A case that should not be there is destroyed; whose and what it was is told nowhere. Raise
    PermissionDenied."""
    decision = case.explained.decision
    check_may(by, decision)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(kept_until=timezone.localdate() - ORPHAN)
        journal.noted(decision, by, "parvis.case", {"withdrawn": 1})
    erase(Case.objects.filter(pk=case.pk))


def erase(cases: QuerySet[Case]) -> int:
    """Destroy the keys of these cases, here and in every copy, then their rows; how many.

    They are past their day, so nobody finds them any more. Cut between the two, `forget` ends it.
    """
    held = dict(cases.values_list("pk", "uuid"))
    if held:
        vault.store().destroy(held.values())
        Case.objects.filter(pk__in=held).delete()
    return len(held)


def forget() -> int:
    """Destroy the cases whose time has passed, a batch at a time; how many."""
    total = 0
    due = Case.objects.filter(kept_until__lt=timezone.localdate()).order_by("pk")
    while count := erase(due[:BATCH]):
        total += count
    return total


def look_after() -> int:
    """Destroy the keys that no case has, because the machine stopped before it was kept. How
    many."""
    store, young = vault.store(), timezone.now() - ORPHAN
    known = store.known()
    old = {name for name, made in known.items() if made < young}
    gone = old - set(Case.objects.values_list("uuid", flat=True)) if old else set()
    if gone:
        store.destroy(gone)
    return len(gone)


def mark_anew() -> None:
    """The marks by which references are found, under the PARVIS_PERSONAL_KEY of today: letters
    that were sent still open their case."""
    for case in Case.objects.iterator():
        mark = mark_of(vault.opened(case)["reference"])
        if mark != case.mark:
            Case.objects.filter(pk=case.pk).update(mark=mark)
