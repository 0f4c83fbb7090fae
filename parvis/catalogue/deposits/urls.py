"""Addresses of the desk's screens of deposits, under `/espace-agents/depots/`."""

from __future__ import annotations

from django.urls import path

from parvis.catalogue.deposits.desk import DatasetView, DecideView, DecisionsView, DepositView
from parvis.catalogue.grants.desk import GrantsView, UsesView
from parvis.catalogue.live.desk import FeedView

app_name = "parvis_deposits"
urlpatterns = [
    path("", DecisionsView.as_view(), name="decisions"),
    path("jeu/<int:pk>/", DatasetView.as_view(), name="dataset"),
    path("jeu/<int:pk>/flux/", FeedView.as_view(), name="feed"),
    path("jeu/<int:pk>/acces/", GrantsView.as_view(), name="grants"),
    path("acces/<int:pk>/lectures/", UsesView.as_view(), name="uses"),
    path("<uuid:key>/", DepositView.as_view(), name="deposit"),
    path("<uuid:key>/personnes/", DecideView.as_view(), name="decide"),
]
