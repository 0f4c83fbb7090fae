from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class LakeConfig(AppConfig):
    name = "parvis.lake"
    label = "lake"
    verbose_name = _("Lac de données")

    def ready(self) -> None:
        from parvis.lake.served.lasting import places

        places.share(settings.PARVIS_THREADS)
