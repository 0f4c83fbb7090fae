"""Machine doors and files of the register of algorithms."""

from __future__ import annotations

from django.urls import path

from parvis.algorithms import doors
from parvis.algorithms.explained import door

urlpatterns = [
    path("algorithmes/inventaire.<str:form>", doors.inventory, name="algorithm_inventory"),
    path("algorithmes/<str:slug>/fiche.odt", doors.sheet, name="algorithm_sheet"),
    path("decisions/<str:slug>/mention.<str:form>", doors.mention_file, name="mention_file"),
    path("api/cases/<str:slug>", door.push, name="send_cases"),
    path("d/<str:short>", doors.short, name="decision_short"),
]
