"""A sign as it stands in the street: what it shows, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.public_space.signage import life
from parvis.public_space.signage.today import says_now, together
from parvis.records.models import Record
from parvis.records.ties import Tie

NAMES = {
    "made": _("fait"), "posted": _("posé"), "checked": _("vérifié"), "removed": _("retiré"),
}  # fmt: skip


class Sign(Record):
    """One printed sign, of a device or of several that stand together. Its photographs are
    documents joined to it; where exactly it stands is told to agents alone, since a masked device
    would be found by its sign."""

    record_type = "sign"
    public_fields = ("size", "made_on", "posted_on", "checked_on", "removed_on", "says", "short")
    always_public: ClassVar[frozenset[str]] = Record.always_public | set(public_fields)
    undrafted = (*Record.undrafted, "device_id", "others", "short", "says", "size", "made_on")
    bare_pictures = True

    class Size(models.TextChoices):
        A4 = "a4", _("A4 (21 × 29,7 cm)")
        A6 = "a6", _("A6 (10,5 × 14,8 cm)")

    device = models.ForeignKey(
        "public_space.Device", models.PROTECT, related_name="signs",
        verbose_name=_("équipement annoncé"),
    )  # fmt: skip
    others = models.JSONField(default=list, editable=False, blank=True)  # UUIDs of more devices
    short = models.CharField(  # of a sign of several: `/q/<short>` lists them
        _("adresse courte du panneau"), max_length=8, unique=True, null=True, editable=False
    )
    size = models.CharField(_("format"), max_length=2, choices=Size, default=Size.A6)
    says = models.CharField(max_length=16, editable=False, blank=True)  # `words.said`
    made_on = models.DateField(_("fait le"), default=timezone.localdate)
    posted_on = models.DateField(_("posé le"), null=True, blank=True)
    checked_on = models.DateField(
        _("vérifié sur place le"), null=True, blank=True,
        help_text=_("Il est là, lisible, et son code s’ouvre. À refaire chaque année."),
    )  # fmt: skip
    removed_on = models.DateField(_("retiré le"), null=True, blank=True)
    spot = models.CharField(
        _("où il est posé"), max_length=300, blank=True,
        help_text=_("Pour les équipes : « sur le mât, à 1,60 m ». N’est jamais publié."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("panneau")
        verbose_name_plural = _("panneaux")
        ordering = ["-made_on", "title"]

    @property
    def course(self) -> life.Course:
        return life.Course(
            self.made_on, self.says, self.posted_on, self.checked_on, self.removed_on
        )

    @property
    def devices(self) -> list[UUID]:
        """All that it announces."""
        return [self.device.uuid, *map(UUID, self.others)]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """A sign made by hand at the desk says what its devices' pages say that day."""
        if not self.says and self.device_id:
            self.says = together(self.devices, says_now(self.devices))
        super().full_clean(*args, **kwargs)

    def problems(self) -> dict[str, str]:
        found = super().problems()
        if not self.says:
            found["device"] = gettext("Publiez d’abord cet équipement : son panneau mène à lui.")
        return found

    def clean(self) -> None:
        super().clean()
        wrong = life.disordered(self.course, timezone.localdate())
        if wrong is None:
            return
        name, before = wrong
        if before == "today":
            raise ValidationError({f"{name}_on": gettext("Cette date est à venir.")})
        message = gettext("Un panneau n’est pas %(after)s avant d’être %(before)s.")
        words = {"after": NAMES[name], "before": NAMES[before]}
        raise ValidationError({f"{name}_on": message % words})

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        for device in self.devices:
            yield Tie("shows", device)


def course_of(content: dict[str, Any]) -> life.Course:
    """The course that a projection tells."""
    days = {name: date_in(content, f"{name}_on") for name in NAMES}
    made = days.pop("made")
    if made is None:
        raise ValueError("a sign has no day of making")
    return life.Course(made, str(content["says"]), **days)


def date_in(content: dict[str, Any], name: str) -> Any:
    text = content.get(name)
    return models.DateField().to_python(text) if text else None
