"""What is refused of an inventory, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from parvis.records.problems import Problem, gettext_noop


class CsvError(Problem):
    """A file that is no inventory."""

    sentences: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "empty": gettext_noop("Le fichier « %(file)s » est vide."),
            "binary": gettext_noop(
                "Le fichier « %(file)s » n’est ni du CSV ni un classeur (XLSX, ODS) lisible : "
                "enregistrez votre tableau en CSV (UTF-8)."
            ),
            "csv": gettext_noop(
                "La ligne %(line)s de « %(file)s » n’est pas du CSV lisible : un guillemet manque, "
                "ou une cellule est trop longue."
            ),
            "heading": gettext_noop(
                "Le fichier « %(file)s » n’a pas les colonnes d’un inventaire : il faut au moins "
                "« titre » et « nom_orga » (schéma national), ou partir d’un export de Parvis."
            ),
            "twice": gettext_noop(
                "Le fichier « %(file)s » a deux colonnes du même nom : « %(name)s »."
            ),
            "folder": gettext_noop(
                "Le dossier « %(path)s » ne contient aucun fichier .csv, .xlsx ou .ods."
            ),
            "cursor": gettext_noop(
                "La reprise « %(cursor)s » n’est pas celle d’un inventaire : recommencez la "
                "moisson."
            ),
        }
    )
