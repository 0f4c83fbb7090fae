"""Organisations at the desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from parvis.organisations.models import Organisation
from parvis.records.desk.viewset import RecordViewSet, register


@register
class OrganisationDesk(RecordViewSet):
    model = Organisation
    icon = "group"
    menu_order = 240
    own = ("kind", "parent", "identifier", "insee", "population", "website", "contact")
    related = ("parent",)
    list_filter = ["kind", "live", "circle"]


@hooks.register("register_admin_menu_item")
def own_roles() -> MenuItem:
    return MenuItem(_("Mes rôles, mes équipes"), reverse("roles"), icon_name="user", order=250)
