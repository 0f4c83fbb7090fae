"""The doors of sensors. Every path of SensorThings is one: its grammar is read by `path.py`."""

from django.urls import path

from parvis.observations.lorawan.door import push
from parvis.observations.sta.door import door

urlpatterns = [
    path("api/lorawan", push, name="lorawan"),
    path("sta/v1.1", door, name="sta_bare"),
    path("sta/v1.1/", door, name="sta"),
    path("sta/v1.1/<path:path>", door, name="sta_path"),
]
