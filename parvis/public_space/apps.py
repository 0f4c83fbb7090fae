from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicSpaceConfig(AppConfig):
    name = "parvis.public_space"
    label = "public_space"
    verbose_name = _("Capteurs et caméras")
