"""Fields that forms of this desk share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.records.attachments import AttachmentProblem
from parvis.records.models import Published
from parvis.rights.desk.actions import subjects
from parvis.rights.requests import files
from parvis.rights.requests.actions import LONGEST
from parvis.rights.requests.files import FileProblem, Given

OFFERED = 8


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, checked: the value is a list of Given."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Fichiers joints"))
        super().__init__(widget=FilesInput, required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Given]:
        uploads = [super(FilesField, self).clean(one, initial) for one in data or ()]
        try:
            return files.accepted(uploads, frozenset())
        except (FileProblem, AttachmentProblem) as problem:
            raise ValidationError(problem.sentence(_)) from problem


class AboutField(forms.CharField):
    """What a request speaks of: a published record by its title or its address; None when blank.

    `user` is who writes: the field names no record that they may not see. `kept` is what the
    request speaks of already."""

    user: Any = None
    kept: UUID | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("À propos de"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "Le nom ou l’adresse d’un traitement, d’une décision ou d’un équipement publié. "
                "Laissez vide si vous ne savez pas."
            ),
        )
        super().__init__(required=False, max_length=600, **kwargs)

    def clean(self, value: Any) -> UUID | None:
        text = " ".join(str(super().clean(value)).split())
        if not text:
            return None
        rows = subjects(self.user)
        if self.kept is not None:
            rows |= Published.objects.filter(pk=self.kept)
        slug = text.rstrip("/").rpartition("/")[2]
        named = list(rows.filter(title__iexact=text)[:2]) or list(rows.filter(slug=slug)[:2])
        if len(named) == 1:
            return named[0].pk
        near = rows.filter(title__icontains=max(text.split(), key=len)).order_by("title")
        offered = ", ".join(row.title for row in (named or list(near[:OFFERED])))
        said = (
            _("« %(text)s » ne nomme pas une seule fiche : choisissez par exemple %(names)s.")
            if offered
            else _("« %(text)s » ne nomme aucune fiche : vérifiez, ou laissez vide.")
        )
        raise ValidationError(said % {"text": text[:80], "names": offered})


def text_field(
    label: Any, help_text: Any = "", rows: int = 6, required: bool = True
) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONGEST, widget=area
    )


def day_field(label: Any, help_text: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
