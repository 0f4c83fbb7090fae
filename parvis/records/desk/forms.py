"""The form of a record: its steps, and the fields that a bare model form would show as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.panels import FieldPanel, Panel, PublishingPanel, TabbedInterface
from wagtail.blocks import BlockField

from parvis.records.desk import chooser, rights
from parvis.records.models import Record
from parvis.records.models.record import free_slug

TRANSLATED = ("title", "plain_summary", "summary")


class NativeDate(forms.DateInput):
    """The browser's own date field: keyboard, screen reader and phone know it; no inline script."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class NativeDateTime(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


register_form_field_override(models.DateField, override={"widget": NativeDate})
register_form_field_override(models.DateTimeField, override={"widget": NativeDateTime})


class Steps(TabbedInterface):
    """The form in steps. Wagtail writes each widget a second time, as JSON, for scripts that look
    for a panel by its name: the desk has none, and that is a fifth of the page."""

    class BoundPanel(TabbedInterface.BoundPanel):
        def js_opts(self) -> dict[str, Any]:
            return {**Panel.BoundPanel.js_opts(self), "children": []}


class TranslationsWidget(forms.Widget):
    """One text field a language and a text: {"en": {"title": "…"}}."""

    template_name = "records/desk/widgets/translations.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        texts = value if isinstance(value, dict) else {}
        context["languages"] = [
            {
                "code": code,
                "name": label,
                "texts": [
                    {
                        "name": f"{name}-{code}-{field}",
                        "label": capfirst(Record._meta.get_field(field).verbose_name),
                        "value": texts.get(code, {}).get(field, ""),
                        "long": field == "summary",
                    }
                    for field in TRANSLATED
                ],
            }
            for code, label in settings.LANGUAGES
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for code, _label in settings.LANGUAGES:
            texts = {field: data.get(f"{name}-{code}-{field}", "").strip() for field in TRANSLATED}
            if kept := {field: text for field, text in texts.items() if text}:
                found[code] = kept
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return ""

    use_fieldset = True


class TranslationsField(forms.Field):
    widget = TranslationsWidget

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or {}) != (data or {})


class RecordForm(WagtailAdminModelForm):
    """The form of any record; the room's own fields come with its panels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = self.instance
        if "hidden_fields" in self.fields:
            self.fields["hidden_fields"] = switches(type(record))
        if "translations" in self.fields:
            help_text = _("Laissez vide ce qui n’est pas traduit : le texte d’origine s’affiche.")
            self.fields["translations"] = TranslationsField(
                label=_("Textes dans une autre langue"), required=False, help_text=help_text
            )
        self.keep_streams()
        self.limit_choices()
        self.freeze()
        for formset in self.formsets.values():
            chooser.read_together(formset.forms)

    def keep_streams(self) -> None:
        """Blocks are written by a script: a browser without any sends none, and they stay."""
        for name, field in list(self.fields.items()):
            sent = not self.is_bound or f"{self.add_prefix(name)}-count" in self.data
            if isinstance(field, BlockField) and not sent:
                del self.fields[name]

    def limit_choices(self) -> None:
        """Organisations where one may write; other records only those one may see."""
        for name, field in self.fields.items():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if not (model and issubclass(model, Record)) or field.disabled:
                continue
            rows = self.offered(name, model)
            field.queryset = rows.distinct().order_by("title")
            field.widget = forms.Select()
            field.widget.choices = field.choices
            if name == "organisation" and not self.instance.pk and rows.count() == 1:
                field.initial = rows.first()

    def offered(self, name: str, model: type[Any]) -> Any:
        """Rows that a choice offers: what it holds already, and what is open to this person."""
        held = getattr(self.instance, f"{name}_id", None)
        if name != "organisation":
            return chooser.offered(self.for_user, model, held)
        found = rights.organisations(self.for_user, "add", self.instance.record_type)
        return found | model._default_manager.filter(pk=held) if held else found

    def gather_rows(self) -> None:
        """Put the rows that were sent in the record, as saving does again without harm: what keeps
        it from being published reads them."""
        for formset in self.formsets.values():
            formset.instance = self.instance
            formset.save(commit=False)

    def freeze(self) -> None:
        """What a draft never changes is shown and locked once it is public (rule 2)."""
        slug = self.fields.get("slug")
        if slug:
            slug.required = False
            if not self.instance.pk:
                slug.help_text = gettext("Laissez vide : nous la faisons à partir du titre.")
            elif self.instance.live or self.instance.first_published_at:
                slug.disabled = True
                slug.help_text = gettext("Elle ne change plus depuis la première publication.")
        if self.instance.pk and self.instance.live:
            for name in set(undrafted(type(self.instance))) & self.fields.keys() - {"slug"}:
                self.fields[name].disabled = True
                self.fields[name].help_text = gettext(
                    "Ne se change pas dans un brouillon. L’organisation se change depuis la liste,"
                    " par « Modifier ensemble »."
                )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data.get("slug") or ""
        if slug:
            return slug
        return self.instance.slug or free_slug(
            type(self.instance), self.data.get("title") or str(self.instance.title)
        )

    def clean_hidden_fields(self) -> list[str]:
        return sorted(self.cleaned_data["hidden_fields"])


def undrafted(model: type[Record]) -> list[str]:
    """Names of the fields that a draft never changes."""
    kept = set(model.undrafted)
    return [f.name for f in model._meta.concrete_fields if {f.name, f.attname} & kept]


def switches(model: type[Record]) -> forms.MultipleChoiceField:
    """The publication switch of each field, by the name people know it under."""
    choices = [(name, capfirst(label_of(model, name))) for name in model.switchable()]
    return forms.MultipleChoiceField(
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Ne pas publier ces champs"),
        help_text=_("Cochez ce que le public ne doit pas voir. L’historique dit qu’il existe."),
    )


def label_of(model: type[Any], name: str) -> str:
    """What people call a field of a record, plain or child, or what its projection adds."""
    if name in model.projected_labels:
        return str(model.projected_labels[name])
    field = next((one for one in model._meta.get_fields() if one.name == name), None)
    if field is None:
        return name
    label = getattr(field, "verbose_name", None)
    if label is None:
        label = field.related_model._meta.verbose_name_plural
    return str(label)


def first_step(model: type[Record]) -> list[Panel]:
    panels = ["title", "plain_summary", "summary", "organisation", "slug"]
    if model.record_type == "organisation":
        panels.remove("organisation")
    return [FieldPanel(name) for name in panels]


def last_steps(model: type[Record]) -> list[tuple[Any, list[Panel]]]:
    return [
        (_("Liens"), [FieldPanel("ties", heading=_("Ce à quoi cette fiche est liée"))]),
        (
            _("Qui voit quoi"),
            [
                FieldPanel("circle"),
                FieldPanel("hidden_fields"),
                FieldPanel("review_on"),
                FieldPanel("person"),
                PublishingPanel(),
            ],
        ),
        (_("Traductions"), [FieldPanel("source_language"), FieldPanel("translations")]),
    ]


class InParts:
    """A long form asked in parts, each with its title and what helps; `_parts.html` shows them."""

    # (title, what helps or "", names of fields)
    parts: ClassVar[tuple[tuple[Any, Any, tuple[str, ...]], ...]] = ()

    def asked(self) -> list[tuple[Any, Any, list[Any]]]:
        form: Any = self
        return [(title, said, [form[name] for name in names]) for title, said, names in self.parts]
