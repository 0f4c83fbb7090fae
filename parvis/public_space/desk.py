"""Devices at the desk."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel

from parvis.observations.models import Thing
from parvis.public_space.models import Device
from parvis.public_space.sheets.desk import ImportDevices
from parvis.public_space.signage.desk import EditDevice
from parvis.records.desk import forms, rights
from parvis.records.desk.viewset import RecordViewSet, register


class DeviceForm(forms.RecordForm):
    """Measures are chosen among the things of the organisations this person writes for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "thing" in self.fields:
            mine = rights.organisations(self.for_user, "change", Device.record_type)
            wanted = Q(organisation__in=mine) | Q(pk=self.instance.thing_id)
            self.fields["thing"].queryset = Thing.objects.filter(wanted).order_by("name", "pk")


@register
class DeviceDesk(RecordViewSet):
    model = Device
    edit_view_class = EditDevice
    import_view_class = ImportDevices
    icon = "view"
    menu_order = 140
    own = (
        MultiFieldPanel(
            ["kind", "status", "status_since", "installed_on", "ends_on", "thing"],
            heading=_("Ce que c’est, et jusqu’à quand"),
        ),
        MultiFieldPanel(
            ["purposes", "technologies", "recognition", "recognition_why", "personal_data"],
            heading=_("À quoi il sert, et s’il reconnaît les gens"),
        ),
        MultiFieldPanel(
            ["data", "processing", "access", "storage", "retention_days"],
            heading=_("Ce que deviennent les données"),
        ),
        MultiFieldPanel(
            [
                *("operator", "operator_name", "maintainer", "maintainer_name", "contractors"),
                *("contact_email", "contact_phone", "dpo_contact"),
            ],
            heading=_("Qui s’en occupe"),
        ),
        MultiFieldPanel(
            [
                *("place", "commune", "longitude", "latitude", "height", "mounting"),
                *("position_shown", "position_why", "zone_name", "zone", "field_of_view"),
            ],
            heading=_("Où il est, et ce qu’on en montre"),
        ),
        MultiFieldPanel(
            [
                *("legal_ground", "legal_text", "legal_url", "notice_url", "dpia_url"),
                *("objection", "objection_text", "objection_url"),
            ],
            heading=_("S’il recueille des données sur des personnes"),
        ),
        MultiFieldPanel(
            [
                *("order_number", "order_date", "order_expires", "order_url", "order_perimeter"),
                *("csi_purposes", "viewing_posts", "viewers", "masks_homes"),
                *("hold_how", "hold_phone", "hold_email"),
            ],
            heading=_("Si c’est une caméra de vidéoprotection"),
        ),
    )
    related = ("operator", "maintainer", "thing")
    list_filter = ["live", "circle", "kind", "status", "order_expires", "ends_on"]

    def get_edit_handler(self) -> Any:
        steps = forms.Steps(self.steps(), base_form_class=DeviceForm)
        return steps.bind_to_model(self.model)
