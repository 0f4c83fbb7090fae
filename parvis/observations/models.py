"""What sensors say, as OGC SensorThings 1.1 (18-088) names it. Plain rows, no Records.

An instant is µs since 1970, UTC (`instants.py`). `actions.py` is the only writer of observations,
`reading.py` their only reader: recent months are here, older ones in the lake (`Sealed`).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

GEOJSON = "application/geo+json"


class Named(models.Model):
    """What every entity but an observation bears."""

    name = models.CharField(_("nom"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    properties = models.JSONField(_("propriétés"), default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Boxed(models.Model):
    """The extent of a place, degrees of WGS 84; null where its geometry is none that we read."""

    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True


class FeatureOfInterest(Named, Boxed):
    """The place, or the thing, that observations are about."""

    encoding_type = models.CharField(max_length=200, default=GEOJSON)
    feature = models.JSONField()

    class Meta:
        verbose_name = _("objet observé")
        verbose_name_plural = _("objets observés")


class Thing(Named):
    """`public` false: at no door, unless a key has rights on it."""

    public = models.BooleanField(_("montré à tous"), default=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="things",
        verbose_name=_("organisation responsable"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("objet connecté")
        verbose_name_plural = _("objets connectés")


class Location(Named, Boxed):
    """A last known place of things. `feature`: what is observed there when an observation names
    nothing else, made when the first one comes."""

    encoding_type = models.CharField(max_length=200, default=GEOJSON)
    location = models.JSONField()
    things = models.ManyToManyField(Thing, related_name="locations", blank=True)
    feature = models.ForeignKey(
        FeatureOfInterest, models.SET_NULL, null=True, blank=True, related_name="locations"
    )

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")


class HistoricalLocation(models.Model):
    """Where a thing was from `time` on."""

    thing = models.ForeignKey(Thing, models.CASCADE, related_name="historical_locations")
    time = models.BigIntegerField()
    locations = models.ManyToManyField(Location, related_name="historical_locations")

    class Meta:
        verbose_name = _("lieu passé")
        verbose_name_plural = _("lieux passés")
        indexes = [models.Index(fields=["thing", "-time"], name="historical_location_time")]

    def __str__(self) -> str:
        return f"{self.thing_id} {self.time}"


class Sensor(Named):
    """The instrument, or the procedure. `metadata`: a text, an address or an object."""

    encoding_type = models.CharField(max_length=200)
    metadata = models.JSONField()

    class Meta:
        verbose_name = _("capteur")
        verbose_name_plural = _("capteurs")


class ObservedProperty(Named):
    definition = models.CharField(_("définition"), max_length=2000)

    class Meta:
        verbose_name = _("grandeur observée")
        verbose_name_plural = _("grandeurs observées")


class Datastream(Named):
    """The measures of one property, by one sensor of one thing; or, with `types`, those of several
    properties at once (MultiDatastream, 14.3 of the standard), each result a list of them.

    `types`: of each value of the list, as `multi.py` names them; `unit` is the list of their units
    then, and `components` their properties. What follows `observed_area` is kept exact by each
    write: how many observations there are, the first and last instants of their phenomena and of
    their results. It goes by `actions.drop_datastreams`, which tells the sealed months.
    """

    thing = models.ForeignKey(Thing, models.PROTECT, related_name="datastreams")
    sensor = models.ForeignKey(Sensor, models.PROTECT, related_name="datastreams")
    observed_property = models.ForeignKey(
        ObservedProperty, models.PROTECT, related_name="datastreams", null=True, blank=True
    )
    observed_properties = models.ManyToManyField(
        ObservedProperty, through="Component", related_name="multi_datastreams", blank=True
    )
    observation_type = models.CharField(max_length=500)
    types = models.JSONField(null=True, blank=True)
    unit = models.JSONField(default=dict)  # {"name", "symbol", "definition"}
    observed_area = models.JSONField(null=True, blank=True)
    count = models.PositiveBigIntegerField(default=0)
    first_start = models.BigIntegerField(null=True, blank=True)
    last_end = models.BigIntegerField(null=True, blank=True)
    result_first = models.BigIntegerField(null=True, blank=True)
    result_last = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("série de mesures")
        verbose_name_plural = _("séries de mesures")
        constraints = [
            models.CheckConstraint(
                name="datastream_of_one_or_several",
                condition=models.Q(types__isnull=True, observed_property__isnull=False)
                | models.Q(types__isnull=False, observed_property__isnull=True),
            )
        ]


class Component(models.Model):
    """What the result of rank `position`, from 0, of a datastream of several is about."""

    datastream = models.ForeignKey(Datastream, models.CASCADE, related_name="components")
    observed_property = models.ForeignKey(
        ObservedProperty, models.PROTECT, related_name="components"
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("grandeur d’une série")
        verbose_name_plural = _("grandeurs d’une série")
        constraints = [
            models.UniqueConstraint(
                fields=["datastream", "observed_property"], name="component_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.position}"


class Measured(models.Model):
    """The columns of one observation.

    `end`: null of an instant. `number`: a result that a double holds exactly; any other is JSON in
    `other`. `quality`, `parameters`: JSON, as text.
    """

    start = models.BigIntegerField()
    end = models.BigIntegerField(null=True)
    result_time = models.BigIntegerField(null=True)
    number = models.FloatField(null=True)
    other = models.TextField(null=True)
    quality = models.TextField(null=True)
    valid_start = models.BigIntegerField(null=True)
    valid_end = models.BigIntegerField(null=True)
    parameters = models.TextField(null=True)

    class Meta:
        abstract = True


class Observation(Measured):
    """One of a recent month; of a sealed one, what came since.

    `hides`: a sealed row has its id, and is no more what it says. `gone`: that row is no more, and
    this is all that says so. Who writes holds a lock of its datastream and of its feature, so the
    database need not look for them at each row; a feature goes by `actions.drop_feature`.
    """

    id = models.BigAutoField(primary_key=True)
    datastream = models.ForeignKey(
        Datastream, models.CASCADE, related_name="observations", db_index=False, db_constraint=False
    )
    feature = models.ForeignKey(
        FeatureOfInterest, models.DO_NOTHING, related_name="observations", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    hides = models.BooleanField(default=False)
    gone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("mesure")
        verbose_name_plural = _("mesures")
        constraints = [
            models.UniqueConstraint(
                "datastream",
                "start",
                Coalesce("end", "start"),
                "feature",
                name="observation_once",
                condition=models.Q(gone=False),
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="observation_hides", condition=models.Q(hides=True)),
            models.Index(
                fields=["start", "id"], name="observation_time", condition=models.Q(gone=False)
            ),
            models.Index(
                fields=["number"], name="observation_number", condition=models.Q(gone=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.start}"


class Latest(Measured):
    """The observation of a datastream whose phenomenon is the last; of two at once, the last id."""

    datastream = models.OneToOneField(
        Datastream, models.CASCADE, primary_key=True, related_name="latest"
    )
    observation = models.BigIntegerField()
    feature = models.ForeignKey(
        FeatureOfInterest,
        models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("dernière mesure")
        verbose_name_plural = _("dernières mesures")

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.start}"


class Dropped(models.Model):
    """A datastream that is no more; sealed months may still hold its rows, which nobody reads."""

    datastream = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = _("série retirée")
        verbose_name_plural = _("séries retirées")

    def __str__(self) -> str:
        return str(self.datastream)


class Touched(models.Model):
    """A month that is past (`month`: its number, 12 × year + month - 1, UTC), and how often it was
    written since: sealing begins again when this moved meanwhile."""

    month = models.IntegerField(primary_key=True)
    changes = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("mois écrit")
        verbose_name_plural = _("mois écrits")

    def __str__(self) -> str:
        return f"{self.month} {self.changes}"


class Sealed(models.Model):
    """A month whose rows are a file of the lake's store (`digest`: its SHA-256 and its name)."""

    month = models.IntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    bytes = models.PositiveBigIntegerField()
    id_min = models.BigIntegerField(null=True)
    id_max = models.BigIntegerField(null=True)
    start_min = models.BigIntegerField(null=True)
    start_max = models.BigIntegerField(null=True)
    changes = models.PositiveBigIntegerField()  # `Touched.changes` of what the file holds
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mois scellé")
        verbose_name_plural = _("mois scellés")

    def __str__(self) -> str:
        return f"{self.month} {self.digest[:12]}"


class Update(models.Model):
    """What one transaction changed, until the broker was told (`outbox.py`): a list of `[entity,
    ids, names of properties, or null: all of them]`."""

    changes = models.JSONField()

    class Meta:
        verbose_name = _("changement à dire")
        verbose_name_plural = _("changements à dire")

    def __str__(self) -> str:
        return str(self.pk)


class Followed(models.Model):
    """A topic of the broker that somebody subscribed to (`mqtt/followed.py`)."""

    topic = models.CharField(max_length=1_000, unique=True)

    class Meta:
        verbose_name = _("sujet suivi")
        verbose_name_plural = _("sujets suivis")

    def __str__(self) -> str:
        return self.topic


class Key(models.Model):
    """Who may write observations: to `things`, or to `everything` of the organisation.

    `secret`: SHA-256 of the key, which is shown once. `username` and `password_line` (of
    mosquitto's password file) let the same key in at the broker.
    """

    name = models.CharField(_("nom"), max_length=100)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="sensor_keys",
        verbose_name=_("organisation"),
    )  # fmt: skip
    everything = models.BooleanField(_("tous les objets de l’organisation"), default=False)
    things = models.ManyToManyField(
        Thing, related_name="keys", blank=True, verbose_name=_("objets")
    )
    until = models.DateField(_("jusqu’au"), null=True, blank=True)
    secret = models.CharField(max_length=64, unique=True)
    username = models.CharField(max_length=40, unique=True)
    password_line = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("faite par"),
    )  # fmt: skip
    at = models.DateTimeField(_("faite le"), default=timezone.now)
    ended = models.DateTimeField(_("retirée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("clé de capteurs")
        verbose_name_plural = _("clés de capteurs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
