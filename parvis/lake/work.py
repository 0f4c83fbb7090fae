"""Jobs on whole versions: asked, kept, run by the engine of the portal's settings.

A job reads whole versions, under the policy that it says, for who has the machine. Run twice it
gives the same result in the same place; killed, it is taken up again.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import importlib.util
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from django.conf import settings
from django.utils import timezone

from parvis.lake import actions, rows
from parvis.lake.engines import request as requests
from parvis.lake.engines.duckdb import DuckDB
from parvis.lake.engines.plans import Source
from parvis.lake.engines.request import Misasked
from parvis.lake.engines.spark import Spark
from parvis.lake.models import Job, Version
from parvis.lake.query.policy import Policy
from parvis.lake.query.sql import Context
from parvis.lake.refusals import Away, Damaged, Unready
from parvis.lake.store import store
from parvis.records.problems import Problem

SHORTEST = 8  # characters that name a version
PATIENCE = dt.timedelta(days=1)  # that a job waits for a storage that does not answer


def ask(given: Any, by: Any = None) -> Job:
    """Keeps a job to run, of the versions that stand now. Raises Misasked."""
    request = requests.checked(given)
    names = [_version(each).name for each in requests.versions(request)]
    if "into" in request:
        _dataset(request["into"])
    return Job.objects.create(request=requests.renamed(request, names), by=by)


def _version(called: str) -> Version:
    """By the beginning of its name, or by the data set whose readers get it."""
    try:
        found = rows.current(UUID(called))
    except ValueError:
        named = Version.objects.filter(name__startswith=called) if len(called) >= SHORTEST else None
        found = named.order_by("pk").first() if named else None
    if found is None:
        raise Misasked("version", value=called)
    return found


def _dataset(called: str) -> UUID:
    try:
        return UUID(called)
    except ValueError as error:
        raise Misasked("dataset", value=called) from error


def run(key: UUID) -> Job:
    """Runs a job that waits; one that ended stays as it is. Where the storage does not answer it
    waits on, saying so, for a day at most."""
    with _alone(key):
        job = Job.objects.get(key=key)
        if job.state != Job.State.WAITING:
            return job
        try:
            _run(job)
            job.state, job.sentence = Job.State.DONE, ""
        except Problem as refused:
            job.sentence = refused.sentence()
            if not _passing(refused) or job.created < timezone.now() - PATIENCE:
                job.state = Job.State.REFUSED
        if job.state != Job.State.WAITING:
            job.ended = timezone.now()
        job.save()
    return job


def held_up() -> Iterator[UUID]:
    """Jobs to run again, the oldest first: the storage did not answer."""
    found = Job.objects.filter(state=Job.State.WAITING).exclude(sentence="").order_by("pk")
    yield from found.values_list("key", flat=True)


def _passing(refused: Problem) -> bool:
    """Whether the same may be given later, with nothing changed here."""
    return isinstance(refused, Away) and refused.code == "unreachable"


def _run(job: Job) -> None:
    form = job.request.get("format", "parquet")
    named = [_version(name) for name in requests.versions(job.request)]
    context = Context(now=timezone.now(), zone=settings.TIME_ZONE)
    sources = _sources(named, requests.policy(job.request))
    plan = requests.plan(job.request, sources, context)
    with _aside(job.key) as folder:
        with closing(engine()) as chosen:
            out = chosen.run(plan, folder, form)
        job.engine, job.rows = settings.PARVIS_ENGINE, _count(out)
        if "into" in job.request:
            source = f"job {job.key}"
            job.version = actions.load(_dataset(job.request["into"]), out, source=source, by=job.by)
        _settle(out, place(job.key))


def _sources(versions: Sequence[Version], policy: Policy) -> list[Source]:
    return [Source(f"source{n}", one.columns, _rows(one), policy) for n, one in enumerate(versions)]


def _rows(version: Version) -> Path:
    if store().rows_size(version.sha256) is None:
        raise Damaged("missing", version=version.name)
    return store().rows_path(version.sha256)


def engine() -> DuckDB | Spark:
    """Raises Unready."""
    if settings.PARVIS_ENGINE == "duckdb":
        return DuckDB(settings.TIME_ZONE)
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        raise Unready("spark")
    return Spark(settings.PARVIS_SPARK_MASTER, settings.TIME_ZONE)


def place(key: UUID) -> Path:
    """The folder of a job's result."""
    return Path(settings.DATA) / "jobs" / str(key)


def result(job: Job) -> Path | None:
    return next(place(job.key).glob("rows.*"), None)


def _count(out: Path) -> int:
    read = duckdb.read_parquet if out.suffix == ".parquet" else duckdb.read_csv
    (count,) = read(str(out)).count("*").fetchone() or (0,)
    return int(count)


@contextmanager
def _alone(key: UUID) -> Iterator[None]:
    """Whoever runs it too waits; falls with the process."""
    lock = place(key).with_suffix(".lock")
    lock.parent.mkdir(exist_ok=True)
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    lock.unlink(missing_ok=True)


@contextmanager
def _aside(key: UUID) -> Iterator[Path]:
    """An empty folder, whatever a killed run left in it."""
    folder = place(key).with_suffix(".aside")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _settle(out: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    out.rename(folder / out.name)
