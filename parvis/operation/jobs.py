"""Recurring work that belongs to no room. Each may run twice without harm."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
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
def forget_counts() -> None:
    """Drop what the shared cache holds past its time: Django does so only once it is full."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 - our setting


@task()
def forget_results() -> None:
    """Results of finished tasks are kept two weeks."""
    call_command("prune_db_task_results", min_age_days=KEPT_DAYS, verbosity=0)
