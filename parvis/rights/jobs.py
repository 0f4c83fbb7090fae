"""Work of this room in the background. Each may run twice, or be killed, without harm."""

from __future__ import annotations

from django_tasks import task

from parvis.rights.desk import reminding
from parvis.rights.requests import course, erasing, vault


@task()
def erase_requests() -> None:
    """Erase what has been kept as long as it may."""
    erasing.erase_old()


@task()
def look_after_keys() -> None:
    """Destroy keys and files that no request needs."""
    erasing.look_after()
    erasing.look_after_files()


@task()
def copy_keys() -> None:
    """The dated copy of the keys; those of more than thirty days go."""
    vault.store().copy(course.today())


@task()
def remind() -> None:
    """Remind services of what they are asked, officers of what is due. No letter says of what."""
    reminding.remind()
