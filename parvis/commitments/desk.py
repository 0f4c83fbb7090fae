"""Commitments and actions at the desk: evidence is what people add; no field holds a state."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from parvis.commitments.models import Action, Commitment
from parvis.records.desk.viewset import RecordViewSet, register

EVIDENCE = InlinePanel(
    "evidence",
    heading=_("Preuves"),
    label=_("Preuve"),
    help_text=_("L’état se calcule à partir d’elles, une fois vérifiées."),
    panels=[
        FieldPanel("title"),
        FieldPanel("kind"),
        FieldPanel("link"),
        FieldPanel("date"),
        FieldPanel("sha256"),
        FieldPanel("checked_on"),
        FieldPanel("checked_by_role"),
        FieldPanel("final"),
    ],
)
CALENDAR = MultiFieldPanel(
    ["starts_on", "due_on", "due_wording", "due_deduced", "abandoned_on", "abandoned_why"],
    heading=_("Calendrier"),
)


@register
class CommitmentDesk(RecordViewSet):
    model = Commitment
    icon = "pick"
    menu_order = 220
    own = (
        MultiFieldPanel(["number", "promise", "expected_proof"], heading=_("La promesse")),
        MultiFieldPanel(
            ["source", "source_date", "source_link", "elected_name", "elected_role"],
            heading=_("Qui l’a faite, et où"),
        ),
        CALENDAR,
        EVIDENCE,
    )
    list_filter = ["live", "circle"]


@register
class ActionDesk(RecordViewSet):
    model = Action
    icon = "check"
    menu_order = 222
    own = (
        MultiFieldPanel(["commitment", "number", "expected_proof"], heading=_("L’action")),
        CALENDAR,
        EVIDENCE,
    )
    related = ("commitment",)
    list_filter = ["live", "circle", "commitment"]
