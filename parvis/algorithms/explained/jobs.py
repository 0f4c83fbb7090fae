"""Cases are destroyed when their time has passed; their keys are copied and looked after. Each may
run twice, or be killed, without harm."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from parvis.algorithms.explained import cases, vault


@task()
def forget_cases() -> None:
    cases.forget()


@task()
def copy_case_keys() -> None:
    """The dated copy of the keys; those of more than thirty days go."""
    vault.store().copy(timezone.localdate())


@task()
def look_after_case_keys() -> None:
    cases.look_after()
