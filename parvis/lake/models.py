"""What the lake keeps beside its store: which versions a data set has, and which one is read."""

from __future__ import annotations

from functools import cached_property
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.lake.query.schema import Schema
from parvis.lake.served import layout


class Version(models.Model):
    """One version of a data set's rows. It never changes; the store holds its bytes.

    `columns`: what the manifest says of each, in their order: {"name", "title", "type" (of the
    engine), "read_as" (a name of reading.types, `point` or `shape`), "meaning"}.
    """

    dataset = models.UUIDField(_("jeu de données"))
    name = models.CharField(_("empreinte du manifeste"), max_length=64)
    sha256 = models.CharField(_("empreinte des lignes"), max_length=64)
    rows = models.PositiveBigIntegerField(_("nombre de lignes"))
    columns = models.JSONField(_("colonnes"))
    source = models.TextField(_("origine"))
    bytes = models.PositiveBigIntegerField(_("octets"))
    created = models.DateTimeField(_("gardée le"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("gardée par"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("version de données")
        verbose_name_plural = _("versions de données")
        constraints = [
            models.UniqueConstraint(fields=["dataset", "name"], name="lake_version_once")
        ]
        indexes = [
            models.Index(fields=["name"], name="lake_version_name"),
            models.Index(fields=["dataset", "-created"], name="lake_version_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.name[:12]}"

    @cached_property
    def schema(self) -> Schema:
        """The columns, as questions see them."""
        return layout.schema(self.columns)


class Pointer(models.Model):
    """The version of a data set that readers get: publishing moves it."""

    dataset = models.UUIDField(_("jeu de données"), unique=True)
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="pointers", verbose_name=_("version lue")
    )
    published = models.DateTimeField(_("publiée le"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("publiée par"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("version publiée")
        verbose_name_plural = _("versions publiées")

    def __str__(self) -> str:
        return str(self.version)


class Job(models.Model):
    """A calculation on whole versions. `request`: as `lake.engines.request` says, of versions by
    their whole names. Its result is in `jobs/` of PARVIS_DATA, under `key`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("à faire")
        DONE = "done", _("fait")
        REFUSED = "refused", _("refusé")

    key = models.UUIDField(_("clé"), unique=True, default=uuid4, editable=False)
    request = models.JSONField(_("demande"))
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.WAITING)
    sentence = models.TextField(_("pourquoi"), blank=True)
    engine = models.CharField(_("moteur"), max_length=8, blank=True)
    rows = models.PositiveBigIntegerField(_("nombre de lignes"), null=True, blank=True)
    version = models.ForeignKey(
        Version, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("version faite"),
    )  # fmt: skip
    created = models.DateTimeField(_("demandé le"), default=timezone.now)
    ended = models.DateTimeField(_("terminé le"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("demandé par"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("travail")
        verbose_name_plural = _("travaux")

    def __str__(self) -> str:
        return f"{self.request.get('job')} {self.key}"
