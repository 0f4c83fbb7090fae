from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "parvis.design"
    label = "design"

    def ready(self) -> None:
        from parvis.design import plurals

        plurals.install()
