from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class DesignConfig(AppConfig):
    name = "parvis.design"
    label = "design"


class StaticFiles(StaticFilesConfig):
    """Without the sources of libraries that come with what a page loads: three times its weight."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "leaflet-src*"]
