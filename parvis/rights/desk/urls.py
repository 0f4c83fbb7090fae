"""`/espace-agents/demandes-de-droits/…`"""

from __future__ import annotations

from django.urls import path

from parvis.rights.desk import asked, entering, pages, reporting

app_name = "parvis_rights"
urlpatterns = [
    path("", pages.ListView.as_view(), name="list"),
    path("enregistrer/", entering.EnterView.as_view(), name="enter"),
    path("bilan/", reporting.ReportView.as_view(), name="report"),
    path("bilan.csv", reporting.download, {"form": "csv"}, name="report_csv"),
    path("bilan.ods", reporting.download, {"form": "ods"}, name="report_ods"),
    path("questions/", asked.PartsView.as_view(), name="parts"),
    path("questions/<int:pk>/", asked.PartView.as_view(), name="part"),
    path("questions/<int:pk>/pieces/<uuid:uuid>/", asked.piece, name="part_piece"),
    path("questions/<int:pk>/retirer/", asked.cancel, name="cancel"),
    path("questions/<int:pk>/noter/", asked.TypedView.as_view(), name="typed"),
    path("<int:pk>/", pages.RequestView.as_view(), name="request"),
    path("<int:pk>/agir/<slug:name>/", pages.ActView.as_view(), name="act"),
    path("<int:pk>/reponse/", pages.AnswerView.as_view(), name="answer"),
    path("<int:pk>/lettre.pdf", pages.letter, {"form": "pdf"}, name="letter_pdf"),
    path("<int:pk>/lettre.odt", pages.letter, {"form": "odt"}, name="letter_odt"),
    path("<int:pk>/dossier.zip", pages.export, name="export"),
    path("<int:pk>/pieces/<uuid:uuid>/", pages.piece, name="piece"),
]
