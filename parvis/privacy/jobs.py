"""Work of the room in the background. Each may run twice, or be killed, without harm."""

from __future__ import annotations

from django_tasks import task

from parvis.privacy.notices import letters


@task()
def warn_old_notices() -> None:
    """Write to the référents about copies that no longer say what their notice says."""
    letters.warn()
