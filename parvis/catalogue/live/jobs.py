"""Live data in the background. Each may run twice, or be killed, without harm."""

from __future__ import annotations

from django_tasks import task

from parvis.catalogue.live import reload
from parvis.lake import actions
from parvis.operation.schedule import FILES, LONG


@task(queue_name=FILES)
def reload_feeds() -> None:
    """Read the feeds whose time has come, then tell of those that are silent."""
    reload.reload_due()
    reload.silent()


@task(queue_name=LONG)
def collect_rows() -> None:
    """Forget the bytes of rows that nothing points to any more, once no one is writing."""
    actions.collect()
