"""Cases are destroyed when their time has passed."""

from __future__ import annotations

from django_tasks import task

from parvis.algorithms.explained import actions


@task()
def forget_cases() -> None:
    """Running twice, or killed between two batches, does no harm."""
    actions.forget()
