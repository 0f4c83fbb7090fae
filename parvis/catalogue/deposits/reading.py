"""A deposit is read: fetched where it is an address, understood apart, and what was found written
down. Done twice, or cut at any moment and done again, it comes to the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from parvis.catalogue.deposits import addresses, gate, letters, place
from parvis.catalogue.deposits.models import Deposit
from parvis.catalogue.rows import keys
from parvis.lake.reading.understand import Choices
from parvis.lake.refusals import Damaged, Unreadable
from parvis.records.fetch import Client, Limits
from parvis.records.network import FetchError
from parvis.records.problems import Problem, gettext_noop

State = Deposit.State
SECONDS = 1_800.0  # to fetch a file
CHUNK = 1 << 20
# refusals that the choices of the file before may be the cause of
INHERITED = {"no_column", "retype", "sheet", "nothing_left", "undecodable", "ragged", "malformed"}


class Gone(Problem):
    sentences = {
        "gone": gettext_noop(
            "Le fichier « %(name)s » n’est plus ici : retirez ce dépôt, puis donnez-le de nouveau."
        ),
    }


REFUSALS: tuple[type[Problem], ...] = (Unreadable, Damaged, FetchError, Gone, gate.Held)
FAMILIES = {each.__name__: each for each in REFUSALS}


def read(key: int) -> None:
    """Reads a deposit that waits; one that does not is left as it is."""
    deposit = Deposit.objects.filter(pk=key, state=State.WAITING).select_related("dataset").first()
    if deposit is None:
        return
    try:
        fetched(deposit)
        decisions = gate.in_force(deposit.dataset)
        deposit.reading = understood(deposit, decisions)
        read = place.reading(deposit.key, deposit.reading)
        waits = gate.undecided(read, decisions)
        keyed(deposit, read)
    except Problem as problem:
        _write(deposit, State.REFUSED, problem=described(problem))
    else:
        if _write(deposit, State.READ, waits=waits):
            place.keep_only(deposit.key, deposit.reading)


def keyed(deposit: Deposit, read: Mapping[str, Any]) -> None:
    """Looks at all rows: whether the key that is chosen holds, else which one would."""
    chosen, problem = key_of(deposit), None
    rows, columns = place.rows(deposit.key, deposit.reading), read["columns"]
    try:
        keys.check(rows, columns, chosen or ())
    except keys.KeyProblem as found:
        problem = described(found)
    proposed: list[str] = []
    if read["rows"] and (problem or chosen is None):
        profile = {one["name"]: one for one in read["profile"]["columns"]}
        proposed = keys.proposed(rows, columns, profile, read["rows"])
    said = {"key": chosen, "problem": problem, "proposed": proposed}
    place.note_key(deposit.key, deposit.reading, said)


def key_of(deposit: Deposit) -> list[str] | None:
    """As publishing would leave it: chosen with this file, or before."""
    if "columns" in deposit.row_key:
        chosen: list[str] | None = deposit.row_key["columns"]
        return chosen
    return keys.chosen(deposit.dataset.uuid)


def key_problem(deposit: Deposit, noted: Mapping[str, Any]) -> Problem | None:
    """Why the rows break the key, where it is still the one that was looked at."""
    kept = noted.get("problem")
    if not kept or noted["key"] != key_of(deposit):
        return None
    return keys.KeyProblem(kept["code"], **kept["params"])


def understood(deposit: Deposit, decisions: gate.Decisions) -> str:
    """The name of the reading. Choices that were those of the file before give way when this one
    is another. Raises Unreadable, Gone."""
    try:
        return place.read(deposit.key, gate.applied(deposit.chosen, decisions))
    except FileNotFoundError as error:
        raise Gone("gone", name=deposit.name) from error
    except Unreadable as refused:
        if deposit.asked > 1 or not deposit.choices or refused.code not in INHERITED:
            raise
        deposit.choices = {}
        return place.read(deposit.key, gate.applied(Choices(), decisions))


def _write(
    deposit: Deposit, state: str, problem: object = None, waits: list[str] | None = None
) -> bool:
    """Unless it was asked otherwise, published or withdrawn meanwhile: whether it was written."""
    rows = Deposit.objects.filter(pk=deposit.pk, state=State.WAITING, asked=deposit.asked)
    with transaction.atomic():
        written = rows.update(
            state=state, problem=problem, waits=waits or [], reading=deposit.reading,
            choices=deposit.choices, name=deposit.name, size=deposit.size, sha256=deposit.sha256,
        )  # fmt: skip
        if written and waits:
            deposit.waits = waits
            letters.to_decide(deposit)
    return bool(written)


def said(deposit: Deposit) -> dict[str, Any]:
    """What was read of a deposit that is read. Raises Gone: a backup does not hold it."""
    try:
        return place.reading(deposit.key, deposit.reading)
    except FileNotFoundError as error:
        raise Gone("gone", name=deposit.name) from error


def described(problem: Problem) -> dict[str, object]:
    """As `Deposit.problem` keeps it."""
    params = {name: str(value) for name, value in problem.params.items()}
    return {"family": type(problem).__name__, "code": problem.code, "params": params}


def problem_of(row: Any) -> Problem | None:
    """What a deposit, or a feed, was refused for."""
    kept = row.problem
    return FAMILIES[kept["family"]](kept["code"], **kept["params"]) if kept else None


def fetched(deposit: Deposit) -> None:
    """Brings the file of an address, once. Raises FetchError."""
    if not deposit.address or place.given(deposit.key) is not None:
        return
    limits = Limits(total=SECONDS, size=place.largest())
    client = Client(limits=limits, allow_private=frozenset(settings.PARVIS_ALLOW_PRIVATE))
    target = addresses.target(client, deposit.address)
    with client.fetch(target.url) as answer:
        assert answer.path is not None  # nothing was asked conditionally
        deposit.name = target.name[:200]
        deposit.size, deposit.sha256 = place.take(deposit.key, target.name, chunks(answer.path))


def chunks(path: Path) -> Iterator[bytes]:
    """A file, a piece at a time."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
