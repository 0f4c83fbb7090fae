"""Model fields whose values are terms of a vocabulary or a list of words, with plain forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.catalogue import lines, vocabulary
from parvis.catalogue.lines import LineProblem
from parvis.catalogue.vocabulary import Scheme
from parvis.design.spoken import spoken

MOST_WORDS = 50


def choices(scheme: Scheme) -> list[tuple[str, str]]:
    """(URI, label) of a vocabulary in the reader's language, in the order of the table."""
    language = spoken()
    return [(term.uri, term.label(language)) for term in vocabulary.terms(scheme)]


class WordsFormField(forms.CharField):
    """A list of words, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = value.splitlines() if isinstance(value, str) else value or []
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(gettext("Écrivez au moins un mot."), code="required")
        if len(value) > MOST_WORDS:
            message = gettext("%(count)s mots : gardez les %(most)s plus utiles.")
            raise ValidationError(message % {"count": len(value), "most": MOST_WORDS})

    def run_validators(self, value: Any) -> None:
        return None  # those of CharField are about one text

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class LinesFormField(forms.CharField):
    """Places, periods or contacts, one a line (`lines`); a line left as it was keeps its item."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, kind: str, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind
        self.known: list[Any] = []

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        held = form.get_initial_for_field(self, field_name)
        self.known = held if isinstance(held, list) else []
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> Any:
        return lines.shown(self.kind, value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        try:
            return lines.understood(self.kind, value or "", self.known)
        except LineProblem as problem:
            raise ValidationError(problem.sentence(gettext), code=problem.code) from problem

    def run_validators(self, value: Any) -> None:
        return None  # those of CharField are about one text

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial or []) != self.to_python(data)
        except ValidationError:
            return True


class TermsFormField(forms.MultipleChoiceField):
    """Several terms of a vocabulary; what a source wrote that is no term of ours is kept."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return super().valid_value(value) or "://" in value


class WordsField(models.JSONField):
    """A list of words."""

    def formfield(self, **kwargs: Any) -> Any:
        help_text = self.help_text or _("Un par ligne.")
        return WordsFormField(required=not self.blank, label=self.verbose_name, help_text=help_text)


class LinesField(models.JSONField):
    """A list of places (`spatial`), periods (`temporal`) or `contacts`, in plain values of DCAT."""

    def formfield(self, **kwargs: Any) -> Any:
        return LinesFormField(
            kind=self.name, required=not self.blank, label=self.verbose_name,
            help_text=self.help_text,
        )  # fmt: skip


class TermsField(models.JSONField):
    """A list of URIs of one vocabulary."""

    def __init__(self, *args: Any, scheme: Scheme = "data-theme", **kwargs: Any) -> None:
        self.scheme = scheme
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"scheme": self.scheme}

    def formfield(self, **kwargs: Any) -> Any:
        return TermsFormField(
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            choices=lambda: choices(self.scheme),
        )


class TermField(models.CharField):
    """The URI of one term of a vocabulary, or the source's own words when it is none of ours."""

    def __init__(self, *args: Any, scheme: Scheme = "licence", **kwargs: Any) -> None:
        self.scheme = scheme
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"scheme": self.scheme}

    def formfield(self, **kwargs: Any) -> Any:
        return TermFormField(
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            choices=lambda: [("", _("Non précisé")), *choices(self.scheme)],
        )


class TermFormField(forms.ChoiceField):
    """One term; a value that came from a source and is no term of ours stays among the choices."""

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        bound = super().get_bound_field(form, field_name)
        current = form.get_initial_for_field(self, field_name)
        offered = list(bound.field.widget.choices)
        if current and current not in {uri for uri, _label in offered}:
            self.choices = [*offered, (current, current)]
        return bound

    def valid_value(self, value: str) -> bool:
        return super().valid_value(value) or "://" in value
