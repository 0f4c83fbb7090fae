"""Recurring work that belongs to no room. Each may run twice without harm."""

from __future__ import annotations

from django.core.management import call_command
from django_tasks import task

KEPT_DAYS = 14


@task()
def publish_due() -> None:
    """Publish and unpublish what has a date: Wagtail's own sweep, through Record.publish."""
    call_command("publish_scheduled")


@task()
def forget_sessions() -> None:
    call_command("clearsessions")


@task()
def forget_results() -> None:
    """Results of finished tasks are kept two weeks."""
    call_command("prune_db_task_results", min_age_days=KEPT_DAYS, verbosity=0)
