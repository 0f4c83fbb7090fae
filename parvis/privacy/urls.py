"""Machine doors and files of the registers of personal data."""

from django.urls import path

from parvis.privacy.exchange import door as register
from parvis.privacy.notices import door as notices

urlpatterns = [
    *(
        path(
            f"traitements/registre.{form}", register.whole, {"form": form}, name=f"register_{form}"
        )
        for form in register.TYPES
    ),
    path("traitements/modele.csv", register.template, name="register_template"),
    *(
        path(
            f"traitements/<str:slug>/notice.{form}", notices.file, {"form": form},
            name=f"notice_{form}",
        )
        for form in notices.TYPES
    ),
]  # fmt: skip
