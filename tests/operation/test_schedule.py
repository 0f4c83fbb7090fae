"""Recurring work runs once, on time, however many machines there are."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parvis.operation import schedule
from parvis.operation.models import Beat, Schedule
from parvis.records import hooks

TASK = "parvis.operation.jobs.forget_sessions"
pytestmark = pytest.mark.django_db


def job(**values) -> Schedule:
    defaults = {"name": "essai", "task": TASK, "every": 60, "next_run": timezone.now()}
    return Schedule.objects.create(**(defaults | values))


def test_every_declared_job_leads_to_a_task():
    schedule.declare()
    assert Schedule.objects.filter(name="publish_due").exists()
    assert {row.name for row in Schedule.objects.all()} == {
        name for name, _task, _every in hooks.gather("scheduled")
    }
    schedule.run_due()
    assert {result.task.module_path for result in DBTaskResult.objects.all()} == {
        task for _name, task, _every in hooks.gather("scheduled")
    }


def test_declaring_again_keeps_the_dates_and_forgets_what_is_gone():
    later = timezone.now() + dt.timedelta(hours=1)
    job(name="ancien")
    job(next_run=later)
    schedule.declare([("essai", TASK, 30)])
    (row,) = Schedule.objects.all()
    assert (row.every, row.next_run) == (30, later)


def test_a_job_runs_when_it_is_due_and_not_before():
    now = timezone.now()
    job(next_run=now + dt.timedelta(seconds=1))
    assert schedule.run_due(now) == []
    assert schedule.run_due(now + dt.timedelta(seconds=2)) == ["essai"]
    assert DBTaskResult.objects.count() == 1


def test_two_machines_that_saw_the_same_row_enqueue_once():
    job()
    now = timezone.now()
    first, second = (Schedule.objects.get() for _machine in range(2))
    assert schedule.take(first, now)
    assert not schedule.take(second, now)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_machines_at_the_same_moment_enqueue_once():
    job()
    start = threading.Barrier(4)

    def machine() -> None:
        start.wait()
        schedule.run_due()
        connection.close()

    threads = [threading.Thread(target=machine) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert DBTaskResult.objects.count() == 1


def test_a_run_that_lasts_keeps_the_next_one_away_until_its_lease_ends():
    job()
    now = timezone.now()
    schedule.run_due(now)
    assert schedule.run_due(now + dt.timedelta(minutes=5)) == []
    assert schedule.run_due(now + schedule.LONGEST_RUN) == ["essai"]
    DBTaskResult.objects.update(status="SUCCESSFUL")
    assert schedule.run_due(now + schedule.LONGEST_RUN * 1.1) == ["essai"]


def running(*workers: str) -> DBTaskResult:
    job()
    schedule.run_due()
    old = timezone.now() - dt.timedelta(hours=1)
    DBTaskResult.objects.update(status="RUNNING", worker_ids=list(workers), started_at=old)
    return DBTaskResult.objects.get()


def test_a_task_whose_worker_died_is_taken_up_again():
    task = running("mort")
    assert schedule.revive() == 1
    task.refresh_from_db()
    assert task.status == "READY"


def test_a_task_whose_worker_lives_is_left_alone():
    running("vivant")
    schedule.beat("vivant", "machine")
    assert schedule.revive() == 0


def test_a_task_that_kills_its_workers_is_given_up():
    task = running("a", "b", "c")
    schedule.revive()
    task.refresh_from_db()
    assert task.status == "FAILED"


def test_silent_workers_are_forgotten():
    schedule.beat("ancien", "machine")
    Beat.objects.update(at=timezone.now() - dt.timedelta(days=2))
    schedule.beat("nouveau", "machine")
    assert [beat.worker for beat in Beat.objects.all()] == ["nouveau"]
