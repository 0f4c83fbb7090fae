"""The traces of what was read under an access, forgotten after a year."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from parvis.catalogue.grants.models import GrantUse

KEPT = timedelta(days=365)


@task()
def forget_uses() -> None:
    GrantUse.objects.filter(at__lt=timezone.now() - KEPT).delete()
