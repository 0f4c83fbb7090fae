"""What the OGC door refuses, with its status."""

from __future__ import annotations

from typing import ClassVar

from parvis.records.problems import Problem, gettext_noop


class OgcProblem(Problem):
    """`statuses` gives the status of each rule that is not a 400."""

    statuses: ClassVar[dict[str, int]] = {
        "collection": 404, "feature": 404, "address": 404, "method": 405,
        "squares": 404, "tile": 404, "no_place": 404,
    }  # fmt: skip
    sentences = {
        "collection": gettext_noop(
            "Aucune collection « %(value)s » : /ogc/collections donne la liste."
        ),
        "feature": gettext_noop(
            "Aucun objet « %(value)s » dans cette collection : items donne l’identifiant de chacun."
        ),
        "address": gettext_noop(
            "Il n’y a rien à cette adresse : /ogc/ donne la liste des chemins."
        ),
        "squares": gettext_noop(
            "Aucun découpage « %(value)s » : les tuiles suivent celui-ci, %(known)s."
        ),
        "tile": gettext_noop(
            "Aucune tuile « %(value)s » : donnez le niveau (de 0 à %(deepest)s), la rangée depuis"
            " le nord puis la colonne depuis l’ouest, chacune moindre que 2 puissance le niveau."
        ),
        "no_place": gettext_noop(
            "Les lignes de « %(value)s » n’ont pas de lieu : lisez-les par items."
        ),
        "method": gettext_noop("Cette adresse se lit seulement : demandez-la avec GET."),
        "text": gettext_noop("%(field)s contient un caractère qui ne peut pas s’écrire."),
        "unknown": gettext_noop(
            "Le paramètre « %(field)s » n’existe pas ici : choisissez parmi %(known)s."
        ),
        "once": gettext_noop("%(field)s est donné %(count)s fois : donnez-le une seule fois."),
        "number": gettext_noop("%(field)s vaut « %(value)s » : donnez un nombre entier à partir de"
                               " %(low)s."),
        "choice": gettext_noop("%(field)s vaut « %(value)s » : choisissez parmi %(known)s."),
        "column": gettext_noop(
            "%(field)s nomme « %(value)s », qui n’est pas une colonne : queryables donne la liste."
        ),
        "value_integer": gettext_noop(
            "%(field)s vaut « %(value)s » : cette colonne demande un nombre entier."
        ),
        "value_number": gettext_noop(
            "%(field)s vaut « %(value)s » : cette colonne demande un nombre, comme 12.5."
        ),
        "value_boolean": gettext_noop(
            "%(field)s vaut « %(value)s » : cette colonne demande true ou false."
        ),
        "value_date": gettext_noop(
            "%(field)s vaut « %(value)s » : cette colonne demande une date, comme 2026-03-31."
        ),
        "value_datetime": gettext_noop(
            "%(field)s vaut « %(value)s » : cette colonne demande une date ou un instant, comme"
            " 2026-03-31T08:00:00Z."
        ),
        "bbox": gettext_noop(
            "bbox vaut « %(value)s » : donnez quatre nombres séparés par des virgules, ouest, sud,"
            " est, nord, par exemple -1.8,48.0,-1.5,48.2."
        ),
        "crs": gettext_noop(
            "%(field)s vaut « %(value)s » : choisissez parmi les adresses que donne la collection,"
            " par exemple http://www.opengis.net/def/crs/EPSG/0/2154."
        ),
        "outside": gettext_noop(
            "%(field)s désigne un lieu que cette projection ne sait pas placer : vérifiez l’ordre"
            " des coordonnées."
        ),
        "datetime": gettext_noop(
            "datetime vaut « %(value)s » : donnez une date (2026-03-31), un instant"
            " (2026-03-31T08:00:00Z) ou deux séparés par /, « .. » pour un côté ouvert."
        ),
        "no_filter": gettext_noop("%(field)s n’a de sens qu’avec filter : ajoutez filter."),
    }  # fmt: skip

    @property
    def status(self) -> int:
        return self.statuses.get(self.code, 400)
