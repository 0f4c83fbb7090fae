from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "parvis.records"
    label = "records"
    verbose_name = _("Fiches")

    def ready(self) -> None:
        from django.apps import apps

        from parvis.records.desk.workflow import after_migrate

        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(after_migrate, sender=last, dispatch_uid="parvis-workflow")
