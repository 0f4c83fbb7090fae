"""Every path of SensorThings: its grammar is read by `path.py`."""

from django.urls import re_path

from parvis.observations.sta.door import door

urlpatterns = [
    re_path(r"^sta/v1\.1/?$", door, name="sta"),
    re_path(r"^sta/v1\.1/(?P<path>.+)$", door, name="sta_path"),
]
