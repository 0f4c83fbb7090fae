"""The protection policy at the desk: evidence is what people add."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from parvis.privacy.policy.models import Protection
from parvis.records.desk.viewset import RecordViewSet


class ProtectionDesk(RecordViewSet):
    model = Protection
    icon = "lock"
    menu_order = 166
    own = (
        MultiFieldPanel(["kind", "owner", "priority"], heading=_("Ce que c’est, et qui la tient")),
        MultiFieldPanel(
            ["state", "state_since", "planned_on", "checked_on"], heading=_("Où elle en est")
        ),
        InlinePanel(
            "proofs",
            heading=_("Ce qui le montre"),
            label=_("Preuve"),
            help_text=_("Un lien ici, ou un fichier joint à la fiche."),
            panels=[FieldPanel("title"), FieldPanel("link"), FieldPanel("date")],
        ),
        MultiFieldPanel(["everywhere"], heading=_("Ce qu’elle protège")),
        InlinePanel(
            "protects",
            heading=_("Les traitements qu’elle protège"),
            label=_("Traitement"),
            panels=[FieldPanel("processing")],
        ),
    )
    list_filter = ["live", "circle", "kind", "state", "priority"]
