"""What the Explore API refuses, with the status and the code that its clients know."""

from __future__ import annotations

from typing import ClassVar

from parvis.catalogue.grants.asking import Closed
from parvis.records.problems import Problem, gettext_noop

PARAMETER = "InvalidRESTParameterError"
QUERY = "ODSQLError"
ABSENT = "NotFoundError"


class ExploreProblem(Problem):
    """`statuses` gives the status and the error code of each rule; 400 and a parameter else."""

    statuses: ClassVar[dict[str, tuple[int, str]]] = {
        "dataset": (404, ABSENT),
        "record": (404, ABSENT),
        "address": (404, ABSENT),
        "no_rows": (404, ABSENT),
        "version": (404, ABSENT),
        "closed": (403, "ForbiddenError"),
        "unsuited": (403, "ForbiddenError"),
        "key": (401, "UnauthorizedError"),
        "method": (405, "MethodNotAllowedError"),
        "busy": (503, "ServiceUnavailableError"),
        "preparing": (503, "ServiceUnavailableError"),
    }
    sentences = {
        **Closed.sentences,
        "dataset": gettext_noop(
            "Aucun jeu de données « %(value)s » : cherchez son identifiant dans"
            " /api/explore/v2.1/catalog/datasets."
        ),
        "record": gettext_noop(
            "Aucune ligne « %(value)s » dans ce jeu de données : demandez records avec"
            " include_app_metas=true, « _id » est l’identifiant de chacune."
        ),
        "address": gettext_noop(
            "Il n’y a rien à cette adresse : la documentation donne la liste des chemins."
        ),
        "no_rows": gettext_noop(
            "Les lignes de « %(value)s » ne sont pas servies ici : sa fiche dit où les avoir."
        ),
        "method": gettext_noop("Cette adresse se lit seulement : demandez-la avec GET."),
        "busy": gettext_noop("Trop d’exports en même temps : réessayez dans quelques secondes."),
        "preparing": gettext_noop(
            "La liste des jeux de données se prépare sur ce serveur : recommencez dans dix"
            " secondes."
        ),
        "number": gettext_noop(
            "%(field)s vaut « %(value)s » : donnez un nombre entier de %(low)s à %(high)s."
        ),
        "reach": gettext_noop(
            "offset + limit vaut %(value)s : restez à %(high)s au plus, ou demandez exports, qui"
            " donne tout."
        ),
        "choice": gettext_noop("%(field)s vaut « %(value)s » : choisissez parmi %(known)s."),
        "format": gettext_noop(
            "Le format « %(value)s » n’est pas offert : choisissez parmi %(known)s."
        ),
        "places": gettext_noop(
            "Le format « %(value)s » demande un lieu par ligne, et cette demande n’en donne pas :"
            " ajoutez la colonne à select, ou choisissez csv ou json."
        ),
        "epsg": gettext_noop("epsg vaut « %(value)s » : choisissez parmi %(known)s."),
        "epsg_of": gettext_noop(
            "Le format « %(value)s » est toujours en 4326 (longitude, latitude) : enlevez epsg, ou"
            " choisissez parmi %(known)s."
        ),
        "too_many_rows": gettext_noop(
            "Une feuille « %(value)s » tient %(most)s lignes au plus, et il y en a davantage :"
            " ajoutez une condition, ou choisissez csv."
        ),
        "kinds": gettext_noop(
            "Le format « %(value)s » ne sait pas écrire ces formes (%(kinds)s) : choisissez gpkg ou"
            " geojson."
        ),
        "lacking": gettext_noop("%(field)s manque : donnez l’identifiant d’un jeu de données."),
        "no_place": gettext_noop("%(field)s demande un lieu, et ces données n’en ont pas."),
        "aggregates": gettext_noop(
            "select ne calcule rien : donnez un calcul, comme count(*), ou un group_by."
        ),
        "geofilter": gettext_noop(
            "%(field)s vaut « %(value)s » : donnez des degrés, la latitude d’abord, comme"
            " 48.11,-1.68,500 ou (48.1,-1.7),(48.2,-1.7),(48.2,-1.6)."
        ),
        "series": gettext_noop(
            "Aucune série n’est demandée : donnez-en une, comme y.nombre.func=COUNT."
        ),
        "axis": gettext_noop("« x » est le nom de l’axe : donnez un autre nom à cette série."),
        "expression": gettext_noop(
            "%(field)s manque : %(value)s se calcule sur une colonne ou un calcul, nommez-le."
        ),
        "percents": gettext_noop(
            "%(field)s vaut « %(value)s » : donnez des nombres de 0 à 100, séparés de virgules."
        ),
        "undated": gettext_noop(
            "%(field)s vaut « %(value)s » : cette colonne n’est pas une date, donnez son nom seul."
        ),
        "groups": gettext_noop(
            "Cette analyse compte plus de %(high)s groupes : donnez maxpoints, une condition ou"
            " une précision moins fine."
        ),
        "text": gettext_noop("%(field)s contient un caractère qui ne peut pas s’écrire."),
        "separator": gettext_noop(
            "list_separator compte %(value)s caractères : donnez-en de 1 à %(high)s."
        ),
        "long": gettext_noop("%(field)s compte %(value)s caractères : restez à %(high)s au plus."),
        "version": gettext_noop(
            "Aucune version publiée « %(value)s » : la page des versions du jeu de données donne"
            " l’adresse de chacune."
        ),
        "many": gettext_noop(
            "%(field)s est donné %(value)s fois : restez à %(high)s fois au plus."
        ),
    }

    @property
    def status(self) -> tuple[int, str]:
        return self.statuses.get(self.code, (400, PARAMETER))
