"""The worker: never dies of one failure, follows the history, stops when asked."""

import os
import signal
import threading
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.executor import MigrationExecutor
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from parvis.operation import jobs, worker
from parvis.operation.followers import followers
from parvis.operation.models import Beat
from parvis.operation.schedule import LONG
from parvis.operation.worker import Background, Loop
from parvis.records.audience import VISITOR
from parvis.records.search import Index, IndexUnavailable, SearchRequest
from tests import makers

COMMANDS = (
    ["worker"], ["demo"], ["links"], ["audit", "verify"], ["harvest", "https://portail.example/"],
    ["erase", "dataset/arbres"], ["load_commitments"],
)  # fmt: skip


def test_a_failing_step_is_logged_and_the_loop_goes_on(caplog, monkeypatch):
    monkeypatch.setattr(worker, "PAUSE_AFTER_FAILURE", 0.01)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None, raising=False)
    stop = threading.Event()
    calls = []

    def step() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("une fois")
        stop.set()

    Loop("essai", step, 0.01).run(stop)
    assert len(calls) == 2
    assert "essai failed" in caplog.text


def test_only_the_thread_of_a_loop_that_says_so_comes_after_the_others(monkeypatch):
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None, raising=False)
    before, stop, seen = os.nice(0), threading.Event(), []

    def step() -> None:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        stop.set()

    loop = threading.Thread(target=Loop("essai", step, 0.01, before + 1).run, args=[stop])
    loop.start()
    loop.join()
    assert seen == [before + 1]
    assert os.nice(0) == before


@pytest.mark.django_db(transaction=True)
def test_it_runs_tasks_follows_the_history_and_stops_when_asked(settings, tmp_path):
    settings.PARVIS_SEARCH = tmp_path / "search"
    makers.organisation(title="Jardins de la ville")
    result = jobs.forget_sessions.enqueue()
    found = threading.Event()
    hits: list[object] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def look() -> None:
        request = SearchRequest("jardin", audience=VISITOR)
        with suppress(IndexUnavailable):  # not made yet
            hits.extend(Index.open(settings.PARVIS_SEARCH).search(request).hits)
        done = DBTaskResult.objects.get(pk=result.id).status == "SUCCESSFUL"
        if hits and done and not found.is_set():
            found.set()
            os.kill(os.getpid(), signal.SIGTERM)

    stop = threading.Event()
    background = Background([*followers(stop), Loop("look", look, 0.05)], stop)
    limit = threading.Timer(60, background.end)
    limit.start()
    try:
        background.run()
    finally:
        limit.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert found.is_set()
    assert Beat.objects.filter(worker=background.name).exists()


ARRIVED = threading.Event()


@task(queue_name=LONG)
def harvest_like() -> bool:
    return ARRIVED.wait(30)


@task()
def letter_like() -> None:
    ARRIVED.set()


@pytest.mark.django_db(transaction=True)
def test_a_letter_does_not_wait_behind_a_harvest():
    ARRIVED.clear()
    long, short = harvest_like.enqueue(), letter_like.enqueue()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def look() -> None:
        keys = [long.id, short.id]
        if DBTaskResult.objects.filter(pk__in=keys, status="SUCCESSFUL").count() == 2:
            background.end()

    background = Background([Loop("look", look, 0.05)], threading.Event())
    limit = threading.Timer(60, background.end)
    limit.start()
    try:
        background.run()
    finally:
        limit.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert DBTaskResult.objects.get(pk=long.id).return_value is True


@pytest.mark.django_db
def test_an_old_database_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_args: ["one"])
    for command in COMMANDS:
        with pytest.raises(CommandError, match="parvis migrate"):
            call_command(*command)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["publish_due", "forget_sessions", "forget_counts", "forget_results"]
)
def test_each_job_may_run_twice(name):
    job = getattr(jobs, name)
    job.call()
    job.call()
