"""Machine doors and files of the register of devices."""

from django.urls import path

from parvis.public_space.sheets import schema
from parvis.public_space.signage import door

urlpatterns = [
    path("capteurs/schema.json", schema.door, name="device_schema"),
    *(
        path(f"capteurs/<str:slug>/panneau.{form}", door.sign, {"form": form}, name=f"sign_{form}")
        for form in door.TYPES
    ),
    *(
        path(
            f"panneaux/<str:slug>/panneau.{form}",
            door.sign_of_all,
            {"form": form},
            name=f"sign_of_all_{form}",
        )
        for form in door.TYPES
    ),
]
