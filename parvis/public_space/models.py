"""The register of devices in public space: what each is for, who answers, what the law asks.

Fields follow DTPR's device chain (Helpful Places, CC BY 4.0), the registers of Amsterdam and of the
Dutch SensRNet, and the code de la sécurité intérieure (title V) for cameras.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.catalogue.application import personal_data_field
from parvis.catalogue.fields import WordsField
from parvis.public_space import checking, dtpr, places
from parvis.public_space.choices import Ground, Kind, Objection, Recognition, Shown, Status
from parvis.public_space.fields import ElementsField, PurposesField
from parvis.public_space.opinions.models import Tally as Tally
from parvis.public_space.seen.models import Sighting as Sighting
from parvis.public_space.short import new_short
from parvis.public_space.signage.models import Sign as Sign
from parvis.records.models import Record
from parvis.records.ties import Tie

COMMUNE = RegexValidator(
    r"^(?:\d{2}|2[AB])\d{3}\Z", _("Le code INSEE : cinq caractères, par exemple « 35238 ».")
)


class Device(Record):
    """A camera, counter, sensor or beacon in public space.

    Its responsible organisation is DTPR's "accountable". Where the law lets its position be masked
    (`position_shown` is a zone), the exact place is published nowhere: `places.published`.
    """

    record_type = "device"
    kept_slugs = frozenset({"regles", "autour-de-moi", "changements", "signaler"})
    undrafted = (*Record.undrafted, "short")
    public_fields = (
        *("short", "kind", "status", "status_since", "installed_on", "ends_on"),
        *("purposes", "technologies", "data", "processing", "access", "storage"),
        *("retention_days", "recognition", "recognition_why", "personal_data"),
        *("operator_name", "maintainer_name", "contractors"),
        *("contact_email", "contact_phone", "dpo_contact"),
        *("legal_ground", "legal_text", "legal_url", "notice_url", "dpia_url"),
        *("objection", "objection_text", "objection_url"),
        *("order_number", "order_date", "order_expires", "order_url", "order_perimeter"),
        *("csi_purposes", "viewing_posts", "viewers", "masks_homes"),
        *("hold_how", "hold_phone", "hold_email", "commune"),
        *places.FIELDS,
    )
    sheet_fields = ("operator", "maintainer")
    always_public = Record.always_public | {"short", "kind", "status", "position_shown"}

    short = models.CharField(max_length=8, unique=True, default=new_short, editable=False)
    kind = models.CharField(_("nature"), max_length=10, choices=Kind, default=Kind.SENSOR)
    thing = models.OneToOneField(
        "observations.Thing", models.SET_NULL, null=True, blank=True, related_name="device",
        verbose_name=_("ses mesures"),
        help_text=_("La chose SensorThings qui reçoit les valeurs de cet équipement."),
    )  # fmt: skip

    # its life
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.IN_SERVICE)
    status_since = models.DateField(_("dans cet état depuis le"), null=True, blank=True)
    installed_on = models.DateField(_("posé le"), null=True, blank=True)
    ends_on = models.DateField(
        _("fin prévue"), null=True, blank=True,
        help_text=_("Obligatoire, dans les cinq ans : on décide alors de continuer ou non."),
    )  # fmt: skip

    # DTPR's chain
    purposes = ElementsField(_("à quoi il sert"), category="purpose")
    technologies = ElementsField(_("technologie"), category="tech")
    data = ElementsField(_("données recueillies"), category="data")
    processing = ElementsField(_("ce qu’on en fait"), category="process")
    access = ElementsField(_("qui y a accès"), category="access")
    storage = ElementsField(_("où elles sont gardées"), category="storage")
    retention_days = models.PositiveIntegerField(
        _("durée de conservation, en jours"), null=True, blank=True,
        help_text=_("0 si rien n’est gardé. Des images : 30 jours au plus."),
    )  # fmt: skip
    recognition = models.CharField(
        _("peut-on reconnaître une personne ?"), max_length=15, choices=Recognition, blank=True,
        help_text=_("Laissez vide pour suivre ce que dit la technologie."),
    )  # fmt: skip
    recognition_why = models.TextField(
        _("pourquoi"),
        blank=True,
        help_text=_("Si votre réponse n’est pas celle de la technologie."),
    )
    personal_data = personal_data_field()

    # who
    operator = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("qui l’exploite"),
    )  # fmt: skip
    operator_name = models.CharField(_("exploitant sans fiche"), max_length=300, blank=True)
    maintainer = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("qui l’entretient"),
    )  # fmt: skip
    maintainer_name = models.CharField(_("mainteneur sans fiche"), max_length=300, blank=True)
    contractors = WordsField(_("sous-traitants"), default=list, blank=True)
    contact_email = models.EmailField(_("adresse e-mail de contact"), blank=True)
    contact_phone = models.CharField(_("téléphone de contact"), max_length=30, blank=True)
    dpo_contact = models.CharField(
        _("délégué à la protection des données"), max_length=200, blank=True,
        help_text=_("Comment le joindre : fonction et téléphone ou adresse."),
    )  # fmt: skip

    # where: `places.published` says what people see of it
    place = models.CharField(_("adresse ou lieu"), max_length=300, blank=True)
    commune = models.CharField(
        _("code INSEE de la commune"), max_length=5, blank=True, validators=[COMMUNE]
    )
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    position_shown = models.CharField(
        _("ce qu’on montre de l’endroit"), max_length=5, choices=Shown, default=Shown.POINT
    )
    position_why = models.TextField(
        _("pourquoi l’endroit exact n’est pas montré"), blank=True,
        help_text=_("Le texte qui le permet, en mots simples."),
    )  # fmt: skip
    zone_name = models.CharField(_("nom de la zone ou du secteur"), max_length=200, blank=True)
    zone = models.JSONField(
        _("contour de la zone"), null=True, blank=True,
        help_text=_("Une géométrie GeoJSON : Polygon ou MultiPolygon, en degrés."),
    )  # fmt: skip
    height = models.FloatField(_("hauteur, en mètres"), null=True, blank=True)
    mounting = models.CharField(_("support"), max_length=200, blank=True)
    field_of_view = models.JSONField(
        _("champ filmé"), null=True, blank=True,
        help_text=_("Une géométrie GeoJSON : Polygon, en degrés."),
    )  # fmt: skip

    # the law
    legal_ground = models.CharField(_("base légale"), max_length=12, choices=Ground, blank=True)
    legal_text = models.CharField(_("texte qui la fonde"), max_length=500, blank=True)
    legal_url = models.URLField(_("adresse de ce texte"), max_length=1000, blank=True)
    notice_url = models.URLField(
        _("adresse de la notice d’information"), max_length=1000, blank=True
    )
    dpia_url = models.URLField(_("adresse de l’analyse d’impact"), max_length=1000, blank=True)
    objection = models.CharField(
        _("droit d’opposition"), max_length=10, choices=Objection, blank=True
    )
    objection_text = models.CharField(_("texte qui l’écarte"), max_length=500, blank=True)
    objection_url = models.URLField(_("adresse de ce texte"), max_length=1000, blank=True)

    # cameras
    order_number = models.CharField(_("arrêté préfectoral, numéro"), max_length=100, blank=True)
    order_date = models.DateField(_("arrêté préfectoral, date"), null=True, blank=True)
    order_expires = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    order_url = models.URLField(_("adresse de l’arrêté"), max_length=1000, blank=True)
    order_perimeter = models.CharField(_("périmètre autorisé"), max_length=300, blank=True)
    csi_purposes = PurposesField(_("finalités de l’article L.251-2"))
    viewing_posts = models.CharField(_("où les images sont vues"), max_length=300, blank=True)
    viewers = models.CharField(_("qui peut les voir"), max_length=300, blank=True)
    masks_homes = models.BooleanField(
        _("les logements sont masqués à l’image"), null=True, blank=True, default=None
    )
    hold_how = models.TextField(
        _("comment demander qu’on garde des images"), blank=True,
        help_text=_("Ce qu’il faut dire, dans quel délai : les images s’effacent vite."),
    )  # fmt: skip
    hold_phone = models.CharField(
        _("téléphone pour faire garder des images"), max_length=30, blank=True
    )
    hold_email = models.EmailField(_("adresse e-mail pour faire garder des images"), blank=True)

    class Meta:
        verbose_name = _("équipement")
        verbose_name_plural = _("équipements")
        ordering = ["title"]

    def clean(self) -> None:
        super().clean()
        if wrong := places.problems(self):
            raise ValidationError({name: gettext(text) for name, text in wrong.items()})

    def projected(self) -> dict[str, Any]:
        return super().projected() | {
            **places.published(self),
            "recognition": self.recognised,
            "thing": self.thing_id,
        }

    def withheld(self) -> set[str]:
        """With what tells the exact place of a masked or moving device, in its history too."""
        masked = self.position_shown != Shown.POINT
        return super().withheld() | (set(places.EXACT) if masked else set())

    @property
    def recognised(self) -> str:
        """Whether it can recognise a person: as said, else what its technologies allow; "" while
        nobody said either."""
        if not (self.technologies or self.recognition):
            return ""
        return str(dtpr.recognition(self.technologies, self.recognition))

    def problems(self) -> dict[str, str]:
        """What the law still lacks: the rules that keep a device from being published."""
        return super().problems() | checking.lacking(self)

    def advice(self) -> list[str]:
        return super().advice() + checking.advised(self)

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        if self.operator:
            yield Tie("operated_by", self.operator.uuid)
        if self.maintainer:
            yield Tie("maintained_by", self.maintainer.uuid)


class Reminder(models.Model):
    """A letter that went about a day that comes: `ahead` days before `day` (`deadlines.STAGES`)."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="reminders")
    about = models.CharField(max_length=20)  # the device's field: "order_expires", "ends_on"
    day = models.DateField()
    ahead = models.PositiveSmallIntegerField()
    sent = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rappel envoyé")
        verbose_name_plural = _("rappels envoyés")
        constraints = [
            models.UniqueConstraint(
                fields=["device", "about", "day", "ahead"], name="reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.about} {self.day} -{self.ahead}"
