"""What the background keeps: recurring work and the workers alive."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Schedule(models.Model):
    """One recurring job, declared by a room through the hook `scheduled`.

    Whoever moves `next_run` forward (compare and set) is the one machine that enqueues the job.
    While its last run `result` is unfinished no other starts, until `lease` is over.
    """

    name = models.CharField(_("nom"), max_length=80, primary_key=True)
    task = models.CharField(_("tâche"), max_length=200)
    every = models.PositiveIntegerField(_("secondes entre deux passages"))
    last_run = models.DateTimeField(_("dernier passage"), null=True)
    next_run = models.DateTimeField(_("prochain passage"))
    lease = models.DateTimeField(null=True)
    result = models.UUIDField(null=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("travail programmé")
        verbose_name_plural = _("travaux programmés")

    def __str__(self) -> str:
        return self.name


class Beat(models.Model):
    """A background worker, and when it last said that it is alive."""

    worker = models.CharField(max_length=64, primary_key=True)
    machine = models.CharField(max_length=200)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("processus de fond")
        verbose_name_plural = _("processus de fond")

    def __str__(self) -> str:
        return f"{self.worker} ({self.machine})"
