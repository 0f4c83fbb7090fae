"""Processings at the desk: the form in short steps, the way to the impact assessment."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.widgets.button import Button

from parvis.privacy.assessments.desk import AssessmentView
from parvis.privacy.exchange.desk import ImportProcessings
from parvis.privacy.grounds import GroundsField
from parvis.privacy.models import Processing
from parvis.records.desk import forms, views
from parvis.records.desk.chooser import ChildPanel
from parvis.records.desk.viewset import RecordViewSet, register


class ProcessingForm(forms.RecordForm):
    """What is not published is chosen with its ground; the switch follows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "hidden_grounds" in self.fields:
            self.fields["hidden_grounds"] = GroundsField(type(self.instance))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "hidden_grounds" in cleaned:
            self.instance.hidden_fields = sorted(cleaned["hidden_grounds"])
        return cleaned


class EditProcessing(views.Edit):
    """A processing, with the way to its impact assessment and to its notice."""

    @property
    def header_more_buttons(self) -> list[Any]:
        where = reverse(self.model.snippet_viewset.get_url_name("assess"), args=[self.object.pk])
        button = Button(gettext("Analyse d’impact"), url=where, icon_name="clipboard-list")
        buttons = [*super().header_more_buttons, button]
        if self.object.live:
            where = reverse("site:processing_notice", args=[self.object.slug])
            buttons.append(Button(gettext("Notice à imprimer"), url=where, icon_name="doc-full"))
        return buttons


def rows(name: str, label: Any, *fields: str) -> ChildPanel:
    return ChildPanel(name, label=label, panels=[FieldPanel(field) for field in fields])


def group(heading: Any, *fields: str) -> MultiFieldPanel:
    return MultiFieldPanel(list(fields), heading=heading)


STEPS: tuple[tuple[Any, list[Panel]], ...] = (
    (
        _("Pourquoi"),
        [
            group(_("Pour qui, et depuis quand"), "role", "status", "status_since"),
            rows("purposes", _("Finalité"), "title", "basis", "why", "text_url"),
            FieldPanel("operations"),
            FieldPanel("consent_how"),
            rows("exclusions", _("Droit écarté"), "right", "text", "url"),
        ],
    ),
    (
        _("Sur qui, et quoi"),
        [
            group(_("Sur qui"), "people", "people_words", "people_count"),
            group(_("Quelles données"), "data", "data_words"),
            group(_("Si elles sont sensibles"), "special", "special_text", "penal_text"),
            group(_("D’où elles viennent"), "methods", "sources", "mandatory",
                  "mandatory_words", "paper"),
            rows("used", _("Données"), "dataset", "column"),
            rows("tools", _("Application"), "application"),
        ],
    ),
    (
        _("Combien de temps, et qui les voit"),
        [
            rows("retentions", _("Durée"), "what", "number", "unit", "start", "archived", "fate"),
            rows("recipients", _("Destinataire"), "name", "reach", "why"),
            rows("parts", _("Partenaire"), "part", "organisation", "name", "task", "contact",
                 "clauses", "verified_on", "protection", "keeps_register", "sends_abroad",
                 "dpo", "dpo_contact", "dpo_shown", "manager", "referent", "notes"),
            rows("transfers", _("Transfert"), "country", "recipient", "mechanism", "guarantees",
                 "url"),
            FieldPanel("representative"),
        ],
    ),
    (
        _("Ce qui protège, ce qui risque"),
        [
            rows("safeguards", _("Mesure"), "measure", "done", "words"),
            group(_("Si une machine aide à décider"), "automation", "logic", "effects"),
            group(_("Analyse d’impact"), "criteria_said", "exemption"),
        ],
    ),
)  # fmt: skip


@register
class ProcessingDesk(RecordViewSet):
    model = Processing
    edit_view_class = EditProcessing
    import_view_class = ImportProcessings
    icon = "lock"
    menu_order = 162
    list_filter = ["live", "circle", "role", "status", "review_on"]

    def get_edit_handler(self) -> Any:
        steps = forms.Steps(self.steps(), base_form_class=ProcessingForm)
        return steps.bind_to_model(self.model)

    def steps(self) -> list[Panel]:
        first = (_("L’essentiel"), forms.first_step(self.model))
        titled = [first, *STEPS, *map(grounded, forms.last_steps(self.model))]
        return [
            ObjectList(panels, heading=format_lazy("{}. {}", number, title))
            for number, (title, panels) in enumerate(titled, 1)
        ]

    def own_urlpatterns(self) -> list[URLPattern]:
        view = self.construct_view(AssessmentView)
        return [*super().own_urlpatterns(), path("analyse/<int:pk>/", view, name="assess")]


def grounded(step: tuple[Any, list[Panel]]) -> tuple[Any, list[Panel]]:
    """A common step, where what is hidden is chosen with its ground."""
    title, panels = step
    names = [getattr(panel, "field_name", "") for panel in panels]
    if "hidden_fields" not in names:
        return title, panels
    at = names.index("hidden_fields")
    own = [FieldPanel("reserved_ground"), FieldPanel("hidden_grounds")]
    return title, [*panels[:at], *own, *panels[at + 1 :]]
