"""Addresses of public pages, in French at the root and the same under /en/."""

from __future__ import annotations

from django.urls import include, path

from parvis.algorithms import pages as algorithms
from parvis.algorithms.explained import pages as explained
from parvis.privacy import pages as processings
from parvis.privacy.notices import pages as notices
from parvis.privacy.policy import showing as policy
from parvis.public_space import measures, nearby, street
from parvis.public_space import pages as devices
from parvis.site import converters, feeds
from parvis.site.caching import public_page, shared
from parvis.site.follows import pages as follows
from parvis.site.follows import visitors
from parvis.site.pages import (
    changed,
    contribute,
    editorial,
    explain,
    feedback,
    history,
    home,
    links,
    lists,
    maps,
    opinions,
    quality,
    record,
    rows,
    seen,
    ties,
    zone,
)
from parvis.site.pages.rights import ask, figures, follow

converters.register()

app_name = "site"
# the rows of one version, whatever is published meanwhile
version_patterns = [
    path("", rows.rows_page, name="version"),
    path("graphique/", rows.chart_page, name="version_chart"),
    path("carte/", maps.map_page, name="version_map"),
    path("carte/interactive/", maps.moving_page, name="version_moving_map"),
    path("carte/tuiles/<str:zoom>/<str:row>/<str:column>", maps.tile, name="version_tile"),
    path("colonnes/", rows.columns_page, name="version_columns"),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("recherche", lists.search_page, name="search"),
    path("flux.atom", feeds.everything, name="feed"),
    path("zone/", zone.zone_page, name="zone"),
    path("zone/carte.svg", zone.picture, name="zone_map"),
    path("cameras/", devices.cameras, name="cameras"),
    path("capteurs/regles/", public_page(devices.rules_page), name="device_rules"),
    path("capteurs/autour-de-moi/", public_page(nearby.around_page), name="around"),
    path("capteurs/endroits.json", public_page(nearby.places_data), name="device_places"),
    path("capteurs/changements/", changed.changed_page, name="device_changes"),
    path("capteurs/changements/flux.atom", changed.changed_feed, name="device_changes_feed"),
    path(
        "capteurs/<name:slug>/valeurs/",
        public_page(measures.measures_page),
        {"path": "capteurs"},
        name="device_measures",
    ),
    path("capteurs/signaler/", seen.seen_page, name="seen"),
    path("capteurs/signaler/reponses/", seen.answers_page, name="seen_answers"),
    path("capteurs/signaler/recu/<uuid:uuid>/", seen.receipt_page, name="seen_receipt"),
    path("capteurs/signaler/photo/<uuid:uuid>", seen.photo, name="seen_photo"),
    path("traitements/regles/", public_page(processings.rules_page), name="processing_rules"),
    path("traitements/non-publie/", processings.kept_page, name="processing_kept"),
    path(
        "traitements/en-trois-minutes/",
        public_page(processings.reading_page),
        name="processing_reading",
    ),
    path("q/<str:short>/avis", opinions.opinion_page, name="opinions"),
    path("q/<str:short>", public_page(street.street_page), name="street"),
    path("q/<str:short>/facile", public_page(street.easy_page), name="street_easy"),
    path("decisions/expliquer/", explain.explain_page, name="explain"),
    path("decisions/<name:slug>/lettre/", explain.letter_page, name="demo_letter"),
    path(
        "algorithmes/<name:slug>/regles/",
        public_page(explained.rules_page),
        name="decision_rules",
    ),
    path("algorithmes/regles/", public_page(algorithms.rules_page), name="algorithm_rules"),
    path("algorithmes/allers-retours/", public_page(algorithms.trips_page), name="algorithm_trips"),
    path(
        "decisions/<name:slug>/mention/",
        public_page(algorithms.mention_page),
        name="decision_mention",
    ),
    path(
        "traitements/<name:slug>/notice/",
        public_page(notices.notice_page),
        {"path": "traitements"},
        name="processing_notice",
    ),
    path("notices/regles/", public_page(notices.rules_page), name="notice_rules"),
    path(
        "notices/<name:slug>/texte",
        shared(public_page(notices.fragment_page)),
        {"path": "notices"},
        name="notice_fragment",
    ),
    path("politique-de-protection/regles/", public_page(policy.rules_page), name="policy_rules"),
    path("droits/demande/", ask.ask_page, name="right_ask"),
    path("droits/suivi/<str:token>/", follow.follow_page, name="right_follow"),
    path("droits/suivi/<str:token>/piece/<uuid:uuid>", follow.piece, name="right_piece"),
    path("droits/suivi/<str:token>/cada.txt", follow.kit, name="right_kit"),
    path(
        "droits/chiffres/",
        public_page(figures.figures_page),
        {"figures": "rights"},
        name="right_figures",
    ),
    path(
        "droits/chiffres.<str:form>",
        public_page(figures.figures_data),
        {"figures": "rights"},
        name="right_figures_data",
    ),
    path("<folder:path>/", lists.list_page, name="list"),
    path("<folder:path>/flux.atom", feeds.of_type, name="list_feed"),
    path("reutilisations/nouvelle/", contribute.reuse_page, name="reuse_form"),
    path("reutilisations/recue/<uuid:uuid>/", contribute.receipt_page, name="reuse_receipt"),
    path("demandes/nouvelle/", contribute.request_page, name="request_form"),
    path("demandes/recue/<uuid:uuid>/", contribute.receipt_page, name="request_receipt"),
    path("mes-suivis/", follows.mine_page, name="follows"),
    path("mes-suivis/nouveau/", follows.add_page, name="follow"),
    path("mes-suivis/envoye/", visitors.sent_page, name="follow_sent"),
    path("mes-suivis/confirmer/<str:token>/", visitors.confirm_page, name="confirm_follow"),
    path("mes-suivis/par-courriel/<str:token>/", visitors.mine_page, name="open_follows"),
    path("courriels/arret-des-suivis/<str:token>/", follows.stop_page, name="stop_follows"),
    path("courriels/arret/<str:token>/", contribute.stop_page, name="stop_letters"),
    path("donnees/qualite/", quality.quality_page, name="quality"),
    path("donnees/qualite/criteres.csv", quality.quality_csv, name="quality_csv"),
    path("donnees/<name:slug>/adresses/", links.addresses_page, name="addresses"),
    path("donnees/<name:slug>/donnees/", rows.rows_page, name="rows"),
    path("donnees/<name:slug>/donnees/graphique/", rows.chart_page, name="rows_chart"),
    path("donnees/<name:slug>/donnees/carte/", maps.map_page, name="rows_map"),
    path(
        "donnees/<name:slug>/donnees/carte/interactive/", maps.moving_page, name="rows_moving_map"
    ),
    path(
        "donnees/<name:slug>/donnees/carte/tuiles/<str:zoom>/<str:row>/<str:column>",
        maps.tile,
        name="rows_tile",
    ),
    path("donnees/<name:slug>/donnees/colonnes/", rows.columns_page, name="rows_columns"),
    path("donnees/<name:slug>/donnees/versions/", rows.versions_page, name="rows_versions"),
    path("donnees/<name:slug>/donnees/versions/<slug:version>/", include(version_patterns)),
    path("<folder:path>/<name:slug>/", record.record_page, name="record"),
    path("<folder:path>/<name:slug>/flux.atom", feeds.of_record, name="record_feed"),
    path("<folder:path>/<name:slug>/historique/", history.history_page, name="history"),
    path("<folder:path>/<name:slug>/liens/", ties.ties_page, name="ties"),
    path("<folder:path>/<name:slug>/fiche/", record.whole_page, name="whole"),
    path("<folder:path>/<name:slug>/signaler/", feedback.signal_page, name="signal"),
    path(
        "<folder:path>/<name:slug>/signaler/<uuid:uuid>/",
        feedback.receipt_page,
        name="receipt",
    ),
    path("plan-du-site/", editorial.site_map, name="site_map"),
    path("<slug:slug>/", editorial.editorial_page, name="editorial"),
]
