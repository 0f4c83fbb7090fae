"""Algorithms and types of decision at the desk, in the order in which one thinks of them."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from parvis.algorithms.act import AiActFields
from parvis.algorithms.desk.screens import (
    ConcernedView,
    EditAlgorithm,
    EditDecision,
    ImportAlgorithms,
)
from parvis.algorithms.models import (
    Algorithm,
    Assessment,
    Contribution,
    DataUse,
    DecisionType,
    Remedy,
    Risk,
)
from parvis.algorithms.row import Row
from parvis.records.desk.chooser import ChildPanel
from parvis.records.desk.viewset import RecordViewSet, register


def rows(relation: str, model: type[Row], heading: object, help_text: object = "") -> ChildPanel:
    panels = [FieldPanel(name) for name in model.shown]
    return ChildPanel(
        relation, panels=panels, heading=heading, help_text=help_text,
        label=model._meta.verbose_name,
    )  # fmt: skip


@register
class AlgorithmDesk(RecordViewSet):
    model = Algorithm
    edit_view_class = EditAlgorithm
    import_view_class = ImportAlgorithms
    icon = "cogs"
    menu_order = 180
    own = (
        MultiFieldPanel(
            [
                *("status", "begins_on", "ends_on", "domain", "area", "keywords", "informed_on"),
                *("service", "owner_role", "contact", "contact_url", "page_url"),
            ],
            heading=_("Ce que c’est, et qui en répond"),
        ),
        MultiFieldPanel(
            [
                *("supplier", "supplier_name", "supplier_number", "supplier_role"),
                *("supplier_data_terms", "cost"),
            ],
            heading=_("D’où il vient, ce qu’il coûte"),
        ),
        MultiFieldPanel(
            [
                *("purpose", "out_of_scope", "justification", "necessity", "subsidiarity"),
                *("legal_basis", "legal_url", "data_legal_basis", "processing_url"),
            ],
            heading=_("Pourquoi, et de quel droit"),
        ),
        MultiFieldPanel(
            [
                *("process", "human_control", "training", "yearly_decisions", "scope"),
                *("people_concerned", "important_effects", "appeals", "rights"),
            ],
            heading=_("Sa place dans les décisions, et ceux qu’il touche"),
        ),
        rows(
            "contributions", Contribution, _("Décisions auxquelles il participe"),
            _("Une ligne par décision : il peut informer pour l’une et décider pour l’autre."),
        ),
        MultiFieldPanel(
            [
                *("personal_data", "sharing_agreements", "access_and_retention"),
                *("training_data", "bias", "output"),
            ],
            heading=_("Les données, et ce qu’il produit"),
        ),
        rows("data_uses", DataUse, _("Données utilisées")),
        MultiFieldPanel(
            [
                *("method", "method_text", "generative", "used_by", "operations"),
                *("performance", "code_url"),
            ],
            heading=_("Comment il marche"),
        ),
        rows("risks", Risk, _("Risques et mesures")),
        rows("assessments", Assessment, _("Études d’impact")),
        MultiFieldPanel(
            ["monitoring", "last_review_on", "evaluation_url"], heading=_("Comment on le surveille")
        ),
        MultiFieldPanel(
            list(AiActFields.act_fields), heading=_("Ce que demande le règlement européen sur l’IA")
        ),
    )  # fmt: skip
    related = ("supplier",)
    list_filter = ["live", "circle", "status", "domain", "ai_class", "generative", "review_on"]

    def own_urlpatterns(self) -> list[URLPattern]:
        wizard = path(
            "suis-je-concerne/<int:pk>/", self.construct_view(ConcernedView), name="concerned"
        )
        return [*super().own_urlpatterns(), wizard]


@register
class DecisionDesk(RecordViewSet):
    model = DecisionType
    edit_view_class = EditDecision
    icon = "form"
    menu_order = 182
    own = (
        MultiFieldPanel(
            [
                *("holder", "people_concerned", "important_effects", "yearly_number"),
                *("legal_basis", "legal_url", "personal_data", "special_data"),
            ],
            heading=_("Ce que l’on décide, et pour qui"),
        ),
        MultiFieldPanel(
            [
                *("reference_pattern", "mention_shown", "mention_where", "mention_text"),
                *("contact", "contact_url", "postal_address"),
            ],
            heading=_("La lettre et sa mention"),
        ),
        FieldPanel("rights"),
        rows("remedies", Remedy, _("Recours"), _("Le plus simple d’abord.")),
    )
    list_filter = ["live", "circle", "mention_shown", "important_effects"]
