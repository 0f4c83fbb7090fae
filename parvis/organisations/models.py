"""Organisations and who works for them."""

from __future__ import annotations

import datetime as dt
import uuid as uuids
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.organisations.rights import NEVER_DELEGATED, Role, Verb
from parvis.records.models import Record
from parvis.records.ties import Tie

ROLES = [
    (Role.CONTRIBUTOR.value, _("contributeur")),
    (Role.STEWARD.value, _("référent")),
    (Role.PRIVACY.value, _("délégué à la protection des données")),
    (Role.SECRETARY.value, _("secrétaire du conseil")),
    (Role.ADMINISTRATOR.value, _("administrateur")),
]


class Organisation(Record):
    """A town hall, a directorate, a contractor, an association: who answers for records."""

    record_type = "organisation"
    public_fields = ("kind", "identifier", "insee", "website", "contact", "population")

    class Kind(models.TextChoices):
        METROPOLIS = "metropolis", _("métropole")
        COMMUNE = "commune", _("commune")
        SERVICE = "service", _("service ou direction")
        PUBLIC = "public", _("établissement public")
        COMPANY = "company", _("entreprise")
        ASSOCIATION = "association", _("association")
        OTHER = "other", _("autre")

    kind = models.CharField(_("nature"), max_length=12, choices=Kind, default=Kind.OTHER)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("fait partie de"),
    )  # fmt: skip
    identifier = models.CharField(_("numéro SIREN ou SIRET"), max_length=14, blank=True)
    insee = models.CharField(_("code INSEE de la commune"), max_length=5, blank=True)
    population = models.PositiveIntegerField(_("habitants"), null=True, blank=True)
    website = models.URLField(_("site web"), blank=True)
    contact = models.EmailField(_("adresse e-mail publique"), blank=True)
    # the address by which a harvested portal names it (foaf:Agent)
    source_uri = models.CharField(max_length=500, blank=True, db_index=True, editable=False)

    undrafted = (*Record.undrafted, "kind", "parent_id")  # locked in the form of what is public

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["title"]

    def clean(self) -> None:
        """What rights follow from is not edited with the rest: `actions.place` changes it."""
        super().clean()
        live = Organisation.objects.filter(pk=self.pk).values("kind", "parent_id").first()
        moved = [name for name, value in (live or {}).items() if value != getattr(self, name)]
        if moved:
            message = _(
                "Des droits en dépendent : changez-le sur la page de l’équipe de l’organisation."
            )
            raise ValidationError({name.removesuffix("_id"): message for name in moved})

    def title_for(self, circle: int) -> str:
        """The title; "" where those who read a record of this circle may not see this one."""
        return self.title if self.live and self.circle <= circle else ""

    def with_content_json(self, content: dict[str, Any]) -> Record:
        """A draft never changes `kind` nor `parent`: rights follow from them (`actions.place`).

        They are read from the database, because the object in memory may be the edited one.
        """
        draft = super().with_content_json(content)
        live = Organisation.objects.filter(pk=self.pk).values("kind", "parent_id").first()
        for name, value in (live or {}).items():
            setattr(draft, name, value)
        return draft

    def relations(self) -> Iterable[Tie]:
        if self.parent:
            yield Tie("part_of", self.parent.uuid)
        yield from super().relations()


class PeriodQuerySet(models.QuerySet[Any]):
    def on(self, day: dt.date) -> Self:
        """What is in force on this day; both ends count."""
        ended = models.Q(until__isnull=False, until__lt=day)
        return self.filter(since__lte=day).exclude(ended)


class Period(models.Model):
    """Something in force from one day to another, both included; without end when `until` is empty.

    Days are those of the territory's time zone.
    """

    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        if self.until and self.since and self.until < self.since:
            message = gettext("La fin (%(until)s) vient avant le début (%(since)s).")
            dates = {"until": self.until.isoformat(), "since": self.since.isoformat()}
            raise ValidationError({"until": message % dates})


def ordered_dates(name: str) -> models.CheckConstraint:
    kept = models.Q(until__isnull=True) | models.Q(until__gte=models.F("since"))
    return models.CheckConstraint(condition=kept, name=name)


class Membership(Period):
    """A role that someone holds in an organisation. It covers what is part of it where the role's
    rights say so (`rights.TABLE`); a contributor writes for this organisation alone.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships",
        verbose_name=_("personne"),
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("rôle"), max_length=20, choices=ROLES)

    class Meta:
        verbose_name = _("appartenance")
        verbose_name_plural = _("appartenances")
        ordering = ["organisation", "role", "since"]
        constraints = [
            ordered_dates("membership_dates"),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "since"], name="membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.organisation}"

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        forget(self.user)


class Delegation(Period):
    """For a stated time, someone acts in the place of a member, who keeps their own rights.

    Only what the member may do today, in `organisation`, and never who works where: a delegation
    lends neither the right to manage members nor to erase, and cannot be lent again.
    """

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="delegations", verbose_name=_("de la part de")
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegations",
        verbose_name=_("à"),
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("pour l’organisation")
    )
    verbs = models.JSONField(_("pour ces actes seulement"), default=list, blank=True)
    why = models.CharField(_("pourquoi"), max_length=300)

    class Meta:
        verbose_name = _("délégation")
        verbose_name_plural = _("délégations")
        ordering = ["-since"]
        constraints = [ordered_dates("delegation_dates")]

    def __str__(self) -> str:
        return f"{self.membership.user} → {self.to}"

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        forget(self.to)


def granted(verbs: list[str]) -> frozenset[Verb]:
    """What is lent: the named verbs, or all of the role's, less what is never lent."""
    return (frozenset(Verb(verb) for verb in verbs) or frozenset(Verb)) - NEVER_DELEGATED


def forget(user: Any) -> None:
    """Drop what this very object remembers of its posts (`standing.standing_of`)."""
    user.__dict__.pop("_parvis_standing", None)


class Invitation(models.Model):
    """A role offered by e-mail. The letter carries a signed address that expires."""

    uuid = models.UUIDField(default=uuids.uuid4, unique=True, editable=False)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    role = models.CharField(_("rôle"), max_length=20, choices=ROLES)
    until = models.DateField(_("fin du rôle"), null=True, blank=True)
    language = models.CharField(max_length=5, default="fr", editable=False)
    # None: the application itself invited; an offer goes with the account of who made it
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="+"
    )
    created = models.DateTimeField(default=timezone.now, editable=False)
    expires = models.DateTimeField(_("valable jusqu’au"), editable=False)
    accepted = models.DateTimeField(_("acceptée le"), null=True, editable=False)
    revoked = models.DateTimeField(_("annulée le"), null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.email} – {self.get_role_display()}, {self.organisation}"

    @property
    def open(self) -> bool:
        return not (self.accepted or self.revoked) and timezone.now() < self.expires


class EventQuerySet(models.QuerySet["Event"]):
    def update(self, **_values: Any) -> int:
        raise TypeError("the journal of organisations is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the journal of organisations is append-only")


class Event(models.Model):
    """Who decided what about the people of an organisation, and when. Only ever appended to.

    People are named by the uuid of their account, so that erasing an account leaves no name here.
    """

    class Kind(models.TextChoices):
        INVITED = "invited", _("invitation envoyée")
        REVOKED = "revoked", _("invitation annulée")
        ACCEPTED = "accepted", _("invitation acceptée")
        JOINED = "joined", _("rôle donné")
        LEFT = "left", _("rôle terminé")
        DELEGATED = "delegated", _("délégation donnée")
        RETURNED = "returned", _("délégation terminée")
        PLACED = "placed", _("place dans l’organigramme changée")

    at = models.DateTimeField(_("quand"), default=timezone.now, editable=False)
    kind = models.CharField(_("quoi"), max_length=12, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="events")
    by = models.UUIDField(_("par"), null=True)
    person = models.UUIDField(_("pour"), null=True)
    details = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision sur les membres")
        verbose_name_plural = _("journal des membres")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["organisation", "-id"], name="event_of_organisation")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.organisation_id}"

    def save(self, *args: Any, **options: Any) -> None:
        if self.pk is not None:
            raise TypeError("the journal of organisations is append-only")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the journal of organisations is append-only")
