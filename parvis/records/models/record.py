"""The abstract record: what every public thing of the commons is made of."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core import checks
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from parvis.records import canonical, publishing, serial
from parvis.records.kinds import Circle
from parvis.records.ties import Tie, TieBlock, read_ties

SLUG = RegexValidator(
    r"^[a-z0-9]+(?:[-_.~][a-z0-9]+)*\Z",
    _("Lettres sans accent, chiffres et tirets seulement, par exemple « arbres-urbains »."),
)

CIRCLES = [
    (Circle.PUBLIC.value, _("tout le monde")),
    (Circle.PARTNERS.value, _("les partenaires")),
    (Circle.AGENTS.value, _("les agents")),
    (Circle.SERVICE.value, _("le service responsable")),
]


class Record(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """A public thing with a stable address `/id/<type>/<slug>`.

    A room's model names its `record_type` and, in `public_fields`, those of its own fields that
    are published. What agents edit is a Wagtail draft; what people see is only the projection
    written at publication (`projected`, `relations`).
    """

    record_type: ClassVar[str] = ""
    public_fields: ClassVar[tuple[str, ...]] = ()
    sheet_fields: ClassVar[tuple[str, ...]] = ()  # what its CSV at the desk has besides
    # Wagtail's reference index would write a row for each link at each save
    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuids.uuid4, unique=True, editable=False)
    slug = models.CharField(
        _("adresse courte"),
        max_length=200,
        unique=True,
        validators=[SLUG],
        help_text=_("La fin de l’adresse publique. Elle ne change plus après la publication."),
    )
    title = models.CharField(_("titre"), max_length=500)
    plain_summary = models.CharField(
        _("en une phrase simple"),
        max_length=400,
        blank=True,
        help_text=_("Une phrase qu’un enfant de douze ans comprend."),
    )
    summary = models.TextField(_("description"), blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation responsable"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("personne responsable"),
        help_text=_("Pour le travail interne : son nom n’est jamais publié."),
    )
    circle = models.PositiveSmallIntegerField(
        _("cercle de visibilité"),
        choices=CIRCLES,
        default=Circle.PUBLIC.value,
    )
    review_on = models.DateField(_("à relire avant le"), null=True, blank=True)
    hidden_fields = models.JSONField(_("champs non publiés"), default=list, blank=True)
    source_language = models.CharField(
        _("langue d’origine"), max_length=5, default="fr", choices=settings.LANGUAGES
    )
    translations = models.JSONField(_("traductions"), default=dict, blank=True)
    ties = StreamField(
        [("tie", TieBlock())], verbose_name=_("liens"), blank=True, use_json_field=True
    )
    created = models.DateTimeField(_("créée le"), default=timezone.now, editable=False)

    # what a draft never changes (with_content_json puts the live values back)
    kept_slugs: ClassVar[frozenset[str]] = frozenset()  # addresses of other pages beside these
    undrafted: ClassVar[tuple[str, ...]] = ("uuid", "slug", "organisation_id", "created")
    # of pictures joined to it, their pixels alone are kept: never where, when and with what
    bare_pictures: ClassVar[bool] = False
    # what people call the values that `projected` adds and that are no field of the model
    projected_labels: ClassVar[Mapping[str, Any]] = {}
    # the switch cannot hide what makes a record findable
    always_public: ClassVar[frozenset[str]] = frozenset({"title"})

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        return f"{self.record_type}/{self.slug}"

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *cls._check_many_to_many()]

    @classmethod
    def _check_many_to_many(cls) -> list[checks.CheckMessage]:
        """A plain ManyToManyField is silently lost in drafts: only the parental one is allowed."""
        from modelcluster.fields import ParentalManyToManyField

        return [
            checks.Error(
                f"{cls.__name__}.{field.name} is a plain ManyToManyField; drafts would lose it.",
                hint="Use modelcluster's ParentalManyToManyField.",
                obj=cls,
                id="records.E001",
            )
            for field in cls._meta.local_many_to_many
            if not isinstance(field, ParentalManyToManyField)
        ]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = free_slug(type(self), self.title)
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.clean_shapes()
        if self.slug in self.kept_slugs:
            message = gettext(
                "« %(slug)s » est l’adresse d’une autre page : choisissez-en une autre."
            )
            raise ValidationError({"slug": message % {"slug": self.slug}})
        known = set(self.switchable())
        unknown = sorted(set(self.hidden_fields) - known)
        if unknown:
            message = gettext("Ces champs ne peuvent pas être masqués : %(names)s.")
            raise ValidationError({"hidden_fields": message % {"names": ", ".join(unknown)}})

    def clean_shapes(self) -> None:
        """JSON that a file brings in: a list of names, and texts by language and field."""
        wrong = []
        if not canonical.is_list_of_texts(self.hidden_fields):
            wrong.append("hidden_fields")
        if not canonical.is_texts_by_language(self.translations):
            wrong.append("translations")
        if wrong:
            message = gettext("Cette valeur n’a pas la forme attendue : repartez de l’export.")
            raise ValidationError(dict.fromkeys(wrong, message))

    @classmethod
    def switchable(cls) -> tuple[str, ...]:
        """Names of the fields that the publication switch may hide."""
        common = ("plain_summary", "summary", "review_on")
        return tuple(n for n in (*common, *cls.public_fields) if n not in cls.always_public)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """modelcluster looks for children among all fields of the model, for every object: only
        where some are given."""
        if serial.child_names(type(self)).isdisjoint(kwargs):  # type: ignore[arg-type]
            super(ClusterableModel, self).__init__(*args, **kwargs)
        else:
            super().__init__(*args, **kwargs)

    def serializable_data(self) -> dict[str, Any]:
        return serial.data(self)

    def with_content_json(self, content: dict[str, Any]) -> Record:
        draft = super().with_content_json(content)
        for name in self.undrafted:
            setattr(draft, name, getattr(self, name))
        return draft

    # What is published

    def withheld(self) -> set[str]:
        """Public fields that are not published, today nor of former days: those of the switch. A
        room adds what its own rules hide."""
        return set(self.hidden_fields)

    def projected(self) -> dict[str, Any]:
        """The room's own public values by field name, in JSON's own types."""
        return {name: project_value(self, name) for name in self.public_fields}

    def relations(self) -> Iterable[Tie]:
        """Edges that start here: the fields that are relations, and the ties people added."""
        if self.organisation and self.record_type != "organisation":
            yield Tie("responsible", self.organisation.uuid)
        yield from read_ties(self.ties)

    def problems(self) -> dict[str, str]:
        """What keeps the record from being published, a sentence by field; {} when nothing does."""
        found: dict[str, str] = {}
        if not self.organisation_id and self.record_type != "organisation":
            found["organisation"] = gettext("Dites quelle organisation répond de cette fiche.")
        return found

    def advice(self) -> list[str]:
        """What a room's rules would tell of the record without keeping it from publication."""
        return []

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        from parvis.records import preview  # it reads this package

        return preview.serve(self, request)

    # Wagtail's doors to publication: each ends in the one action

    def publish(self, revision: Any, user: Any = None, **options: Any) -> None:
        publishing.publish_revision(self, revision, by=user, **options)

    def unpublish(
        self,
        set_expired: bool = False,
        commit: bool = True,
        user: Any = None,
        log_action: bool | str = True,
    ) -> None:
        publishing.withdraw_many([self], by=user, expired=set_expired)


def project_value(record: Any, name: str) -> Any:
    """A field's value for the projection; child rows are asked for their own `projected`."""
    value = getattr(record, name)
    if hasattr(value, "get_object_list"):  # modelcluster's manager of children
        return [child.projected() for child in value.get_object_list()]
    if isinstance(value, models.Manager):
        return [child.projected() for child in value.all()]
    if isinstance(value, Record):
        return value.key
    return canonical.plain(value)


def free_slug(model: type[Record], title: str) -> str:
    """A slug made from the title that no record of this model has."""
    stem = slugify(title)[:180].strip("-") or "fiche"
    rows = model._default_manager.filter(slug__startswith=stem)
    taken = {*rows.values_list("slug", flat=True), *model.kept_slugs}
    if stem not in taken:
        return stem
    return next(f"{stem}-{n}" for n in range(2, len(taken) + 3) if f"{stem}-{n}" not in taken)
