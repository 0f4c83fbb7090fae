"""Deposits in the background. Each may run twice, or be killed, without harm."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django_tasks import task

from parvis.catalogue.deposits import place, reading
from parvis.catalogue.deposits.models import Deposit
from parvis.operation.schedule import FILES

KEPT = dt.timedelta(days=90)  # a file that nobody publishes
LATE = dt.timedelta(minutes=30)  # a deposit whose task was lost is taken up again
A_TURN = 50


@task(queue_name=FILES)
def read_deposit(key: int) -> None:
    reading.read(key)


@task(queue_name=FILES)
def look_after_deposits() -> None:
    """Read what waits since long, forget the files that nobody published, and those of deposits
    that ended while the machine stopped."""
    now = timezone.now()
    waiting = Deposit.objects.filter(state=Deposit.State.WAITING, created__lt=now - LATE)
    for key in waiting.order_by("pk").values_list("pk", flat=True)[:A_TURN]:
        reading.read(key)
    old = Deposit.objects.filter(state__in=Deposit.OPEN, created__lt=now - KEPT)
    old.update(state=Deposit.State.WITHDRAWN, ended=now)
    for folder in place.standing():
        # asked one by one: a file is kept before its row is written
        row = Deposit.objects.filter(key=folder).first()
        lost = row is None and place.age(folder) > LATE.total_seconds()
        if lost or (row is not None and not row.open):
            place.forget(folder)
