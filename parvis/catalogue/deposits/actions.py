"""What one does with a file for the rows of a data set: bring it, choose, decide, publish.

Each action refuses (PermissionDenied) whoever may not: to bring and to choose is to change the data
set, to publish is to publish it, to decide is the part of those who protect personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from parvis.catalogue import loading
from parvis.catalogue.deposits import gate, jobs, place, reading
from parvis.catalogue.deposits.models import Deposit, PersonalDecision
from parvis.catalogue.models import Dataset
from parvis.catalogue.rows import keys
from parvis.lake import actions as lake
from parvis.lake.models import Version
from parvis.lake.query.policy import LEAST, MOST
from parvis.lake.reading.apart import Read
from parvis.lake.reading.blur import BLURS
from parvis.lake.reading.understand import Choices
from parvis.records import journal, publishing
from parvis.records.desk import rights
from parvis.records.problems import Problem, gettext_noop

State, Measure = Deposit.State, PersonalDecision.Measure
# of Choices: what a producer chooses
OWN = ("sheet", "header", "encoding", "separator", "types", "dropped")


class DepositProblem(Problem):
    """What can't be done with a deposit as it stands."""

    sentences = {
        "state": gettext_noop(
            "Le fichier « %(name)s » est %(state)s : cela ne peut plus, ou pas encore, se faire. "
            "Rechargez la page."
        ),
        "decided": gettext_noop(
            "Une décision a été prise depuis la lecture de « %(name)s » : il est relu, regardez "
            "ce qui change avant de publier."
        ),
        "reason": gettext_noop("Dites pourquoi, en une phrase : la décision est gardée avec."),
        "blur": gettext_noop("Choisissez la précision gardée pour « %(column)s »."),
        "least": gettext_noop(
            "Le plus petit groupe doit compter de %(least)s à %(most)s lignes, et non %(given)s."
        ),
        "column": gettext_noop("La colonne « %(column)s » n’est pas de celles à décider."),
    }


@dataclass(frozen=True)
class Decided:
    """What an officer says of one column."""

    column: str
    measure: str
    reason: str
    blur: str = ""
    least: int = 0


def may_bring(user: Any, dataset: Dataset) -> bool:
    return rights.may(user, "change", dataset)


def may_decide(user: Any) -> bool:
    """The matter of those who protect personal data, wherever it is."""
    return rights.for_some(user, "review_personal", "processing")


def give(user: Any, dataset: Dataset, name: str, chunks: Iterable[bytes]) -> Deposit:
    """Keeps a file; it is read in the background. What is returned is kept for good."""
    return _given(Deposit(dataset=dataset, name=name[:200], by=user), user, chunks)


def point_to(user: Any, dataset: Dataset, address: str) -> Deposit:
    """A file to be fetched at an address; in the background."""
    name = address.rstrip("/").rpartition("/")[2][:200] or address[:200]
    return _given(Deposit(dataset=dataset, name=name, address=address, by=user), user, None)


def _given(deposit: Deposit, user: Any, chunks: Iterable[bytes] | None) -> Deposit:
    publishing.check_may(user, "change", [deposit.dataset])
    before = Deposit.objects.filter(dataset=deposit.dataset, state=State.PUBLISHED).first()
    deposit.choices = before.choices if before else {}
    if chunks is not None:
        deposit.size, deposit.sha256 = place.take(deposit.key, deposit.name, chunks)
    with transaction.atomic():
        deposit.save()
        _noted(deposit, user, "parvis.deposit")
        transaction.on_commit(lambda: jobs.read_deposit.enqueue(deposit.pk))
    return deposit


def choose(user: Any, deposit: Deposit, choices: Choices) -> Deposit:
    """Read it again, otherwise."""
    publishing.check_may(user, "change", [deposit.dataset])
    given = {name: value for name, value in asdict(choices).items() if name in OWN}
    with transaction.atomic():
        row = _open(deposit)
        row.choices = given
        _ask(row)
    return row


def choose_key(user: Any, deposit: Deposit, titles: list[str] | None) -> None:
    """What tells its rows apart, once published, and those of the files that come after; none,
    nothing does; None, it is guessed. Raises KeyProblem, DepositProblem."""
    publishing.check_may(user, "change", [deposit.dataset])
    if deposit.state != State.READ:
        raise DepositProblem("state", name=deposit.name, state=str(deposit.get_state_display()))
    read, rows = reading.said(deposit), place.rows(deposit.key, deposit.reading)
    keys.check(rows, read["columns"], titles or ())
    with transaction.atomic():
        row = _open(deposit)
        row.row_key = {"columns": titles}
        row.save(update_fields=["row_key"])


def _ask(row: Deposit) -> None:
    row.state, row.problem, row.asked, row.waits = State.WAITING, None, row.asked + 1, []
    row.save()
    transaction.on_commit(lambda: jobs.read_deposit.enqueue(row.pk))


def _open(deposit: Deposit) -> Deposit:
    """The row, locked; DepositProblem when it is published or withdrawn."""
    rows = Deposit.objects.select_for_update(of=("self",)).select_related("dataset")
    row = rows.get(pk=deposit.pk)
    if not row.open:
        state = str(row.get_state_display())
        raise DepositProblem("state", name=row.name, state=state)
    return row


@transaction.atomic
def decide(user: Any, deposit: Deposit, said: Iterable[Decided]) -> list[PersonalDecision]:
    """Decide of columns of a file that waits; each holds for the files that come after. The file is
    read again, without what is left out."""
    if not may_decide(user):
        raise PermissionDenied
    row = _open(deposit)
    said = list(said)
    known = {*row.waits, *gate.in_force(row.dataset)}
    for one in said:
        if one.column not in known:
            raise DepositProblem("column", column=one.column)
    return settle(user, row.dataset, said)


@transaction.atomic
def settle(user: Any, dataset: Dataset, said: Iterable[Decided]) -> list[PersonalDecision]:
    """Decide of columns, whatever file has them: those that wait are read again. `user` None is the
    application itself."""
    if user is not None and not may_decide(user):
        raise PermissionDenied
    said = list(said)
    for one in said:
        _check(one)
    made = PersonalDecision.objects.bulk_create(
        PersonalDecision(
            dataset=dataset, column=one.column, measure=one.measure, reason=one.reason.strip(),
            blur=one.blur if one.measure == Measure.BLUR else "",
            least=one.least if one.measure == Measure.COUNT else 0, by=user,
        )
        for one in said
    )  # fmt: skip
    if made:
        facts = {"columns": {row.column: row.measure for row in made}}
        journal.noted(dataset, user, "parvis.decide", facts)
        for waiting in Deposit.objects.select_for_update().filter(
            dataset=dataset, state__in=Deposit.OPEN
        ):
            _ask(waiting)
    return made


def _check(one: Decided) -> None:
    if one.measure not in Measure.values:
        raise DepositProblem("column", column=one.column)
    if not one.reason.strip():
        raise DepositProblem("reason")
    if one.measure == Measure.BLUR and one.blur not in BLURS:
        raise DepositProblem("blur", column=one.column)
    if one.measure == Measure.COUNT and not LEAST <= one.least <= MOST:
        raise DepositProblem("least", least=LEAST, most=MOST, given=one.least)


def publish(user: Any, deposit: Deposit) -> Version:
    """Readers get these rows from now on; the file itself is let go. Raises Held while a column
    waits for a decision, DepositProblem, KeyProblem, Damaged."""
    publishing.check_may(user, "change", [deposit.dataset])
    publishing.check_may(user, "publish", [deposit.dataset])
    if deposit.state != State.READ:
        raise DepositProblem("state", name=deposit.name, state=str(deposit.get_state_display()))
    read, decisions = reading.said(deposit), gate.in_force(deposit.dataset)
    gate.demand(read, decisions)
    if deposit.reading != place.named(gate.applied(deposit.chosen, decisions)):
        with transaction.atomic():
            _ask(_open(deposit))
        raise DepositProblem("decided", name=deposit.name)
    rows = place.rows(deposit.key, deposit.reading)
    keys.check(rows, read["columns"], deposit.row_key.get("columns") or ())  # read again since
    source = deposit.address or deposit.name
    with lake.kept_reading(Read.of(read), rows, source) as name:
        version = lake.recorded(deposit.dataset.uuid, name, user)
        chosen = (deposit.dataset, deposit.row_key["columns"]) if deposit.row_key else None
        loading.published(version, user, chosen)  # cut here, publishing again changes nothing
    with transaction.atomic():
        row = _open(deposit)
        row.state, row.version, row.ended = State.PUBLISHED, version, timezone.now()
        row.save()
        _noted(row, user, "parvis.rows", {"version": version.name, "rows": version.rows})
    place.forget(deposit.key)
    return version


def withdraw(user: Any, deposit: Deposit) -> None:
    """It is not wanted: the file is let go."""
    publishing.check_may(user, "change", [deposit.dataset])
    with transaction.atomic():
        row = _open(deposit)
        row.state, row.ended = State.WITHDRAWN, timezone.now()
        row.save()
        _noted(row, user, "parvis.withdraw_deposit")
    place.forget(deposit.key)


def _noted(deposit: Deposit, user: Any, action: str, more: Mapping[str, Any] | None = None) -> None:
    """The data set's own journal says who did what, and when."""
    facts = {"file": deposit.name, "sha256": deposit.sha256, **(more or {})}
    journal.noted(deposit.dataset, user, action, facts)
