"""Two types of records that come from people: a re-use of data, a request for data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.catalogue.citizens import clock
from parvis.records.models import Record


class FromPeople(Record):
    """What both share: pages of forms stand beside their own."""

    kept_slugs = frozenset({"nouvelle", "recue"})

    class Meta:
        abstract = True


class Reuse(FromPeople):
    """What someone made with data sets of the catalogue: tied to each by `reuses`."""

    record_type = "reuse"
    public_fields = ("kind", "address", "author")
    always_public: ClassVar[frozenset[str]] = Record.always_public | {"address"}

    class Kind(models.TextChoices):
        APPLICATION = "application", _("application ou site")
        VISUALISATION = "visualisation", _("carte ou graphique")
        ARTICLE = "article", _("article ou enquête")
        RESEARCH = "research", _("étude ou recherche")
        TEACHING = "teaching", _("cours ou atelier")
        OTHER = "other", _("autre chose")

    kind = models.CharField(_("nature"), max_length=20, choices=Kind, default=Kind.OTHER)
    address = models.URLField(_("adresse"), max_length=500)
    author = models.CharField(_("par"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("réutilisation")
        verbose_name_plural = _("réutilisations")
        ordering = ["title"]


class DataRequest(FromPeople):
    """A request for data that is not there or not open, with its reasoned public answer.

    Dates are kept, never the state: `clock.state` reads it. Who asked is in no field of this
    record (`Submission`).
    """

    record_type = "request"
    public_fields = (
        *("received", "studied", "answered", "decision", "ground", "answer"),
        *("decided", "corrected"),
    )
    always_public: ClassVar[frozenset[str]] = Record.always_public | set(public_fields)

    class Decision(models.TextChoices):
        ACCEPTED = clock.Decision.ACCEPTED.value, _("acceptée")
        REFUSED = clock.Decision.REFUSED.value, _("refusée")

    received = models.DateField(_("reçue le"), default=timezone.localdate)
    studied = models.DateField(_("à l’étude depuis le"), null=True, blank=True)
    answered = models.DateField(_("répondue le"), null=True, blank=True)
    decision = models.CharField(_("décision"), max_length=10, choices=Decision, blank=True)
    ground = models.CharField(_("base légale"), max_length=500, blank=True)
    answer = models.TextField(_("réponse motivée"), blank=True)
    decided = models.DateField(_("décision en vigueur depuis le"), null=True, blank=True)
    corrected = models.DateField(_("réponse corrigée le"), null=True, blank=True)

    undrafted = (*Record.undrafted, *public_fields)

    class Meta:
        verbose_name = _("demande de données")
        verbose_name_plural = _("demandes de données")
        ordering = ["-received", "title"]

    def clean(self) -> None:
        """Whatever the door (a form, a file), a decision comes with its reasons."""
        super().clean()
        if self.decision and not self.answer:
            sentence = gettext("Écrivez la réponse : elle est publique et motivée.")
            raise ValidationError({"answer": sentence})
        if self.decision == self.Decision.REFUSED and not self.ground:
            sentence = gettext("Un refus dit sur quel texte de loi il se fonde.")
            raise ValidationError({"ground": sentence})
        if self.decision and self.answered is None:
            raise ValidationError({"answered": gettext("Donnez la date de la réponse.")})

    @property
    def course(self) -> clock.Course:
        decision = clock.Decision(self.decision) if self.decision else None
        return clock.Course(self.received, self.studied, self.answered, decision, self.decided)


def date_in(content: Mapping[str, str | None], name: str) -> dt.date | None:
    """A date that a projection tells."""
    text = content.get(name)
    return dt.date.fromisoformat(text) if text else None


def course_of(content: Mapping[str, str | None]) -> clock.Course:
    """The course that a projection tells."""
    received = date_in(content, "received")
    if received is None:
        raise ValueError("a request has no date of receipt")
    decision = content.get("decision")
    return clock.Course(
        received,
        date_in(content, "studied"),
        date_in(content, "answered"),
        clock.Decision(decision) if decision else None,
        date_in(content, "decided"),
    )
