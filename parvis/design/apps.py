from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "parvis.design"
    label = "design"
