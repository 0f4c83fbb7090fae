"""Organisations at the desk."""

from parvis.organisations.models import Organisation
from parvis.records.desk.viewset import RecordViewSet, register


@register
class OrganisationDesk(RecordViewSet):
    model = Organisation
    icon = "group"
    menu_order = 200
    own = ("kind", "parent", "identifier", "insee", "population", "website", "contact")
    related = ("parent",)
    list_filter = ["kind", "live", "circle"]
