"""What is refused in a sample export, in one sentence each: where, what, and how to mend it.

A sentence may quote the cell that it is about: it is for the person who sent the file, and is not
kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from parvis.records.problems import Problem, gettext_noop

QUOTED = 40  # characters of a cell that a sentence quotes


class SampleError(Problem):
    """The whole file is refused: nothing of it was described."""

    sentences: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "large": gettext_noop(
                "Le fichier dépasse %(limit)s Mo : n’envoyez que ses premières lignes, quelques "
                "centaines suffisent."
            ),
            "empty": gettext_noop(
                "Le fichier est vide : exportez au moins la ligne qui nomme les colonnes."
            ),
            "spreadsheet": gettext_noop(
                "Ce fichier est un classeur, pas un CSV : dans le tableur, enregistrez-le sous "
                "« CSV UTF-8 »."
            ),
            "binary": gettext_noop(
                "Ligne %(line)s, le fichier contient un octet nul : ce n’est pas un texte. "
                "Enregistrez-le sous « CSV UTF-8 »."
            ),
            "encoding": gettext_noop(
                "Ligne %(line)s, l’octet %(byte)s n’est ni de l’UTF-8 ni du Windows-1252 : "
                "enregistrez le fichier sous « CSV UTF-8 »."
            ),
            "quotes": gettext_noop(
                "Ligne %(line)s, un guillemet n’est pas refermé ou est suivi d’un texte : "
                'doublez les guillemets qui sont dans une valeur ("") et refermez les autres.'
            ),
            "long": gettext_noop(
                "Ligne %(line)s, une valeur dépasse %(limit)s caractères : vérifiez qu’un "
                "guillemet n’a pas été oublié, ou raccourcissez cette valeur."
            ),
            "columns": gettext_noop(
                "Ligne %(line)s, le fichier nomme %(count)s colonnes : %(limit)s au plus sont "
                "décrites. Retirez-en, ou faites deux fichiers."
            ),
            "blank": gettext_noop(
                "Ligne %(line)s, la colonne n° %(column)s n’a pas de nom : nommez-la, ou "
                "retirez-la du fichier."
            ),
            "twice": gettext_noop(
                "Ligne %(line)s, deux colonnes s’appellent « %(name)s » (n° %(first)s et "
                "n° %(second)s) : renommez l’une des deux."
            ),
            "name": gettext_noop(
                "Ligne %(line)s, le nom de colonne « %(name)s » dépasse %(limit)s caractères : "
                "raccourcissez-le."
            ),
            "heading": gettext_noop(
                "Ligne %(line)s, « %(value)s » ressemble à une valeur et non à un nom de "
                "colonne : ajoutez au-dessus une ligne qui nomme les colonnes."
            ),
            "short": gettext_noop(
                "Ligne %(line)s, %(expected)s colonnes sont attendues, la ligne s’arrête à la "
                "n° %(count)s, « %(value)s » : complétez-la, ou mettez entre guillemets une "
                "valeur qui contient un retour à la ligne."
            ),
            "wide": gettext_noop(
                "Ligne %(line)s, %(expected)s colonnes sont attendues, il y a %(count)s valeurs : "
                "« %(value)s » est de trop, ou bien mettez entre guillemets une valeur qui "
                "contient le séparateur « %(delimiter)s »."
            ),
        }
    )


def quoted(cell: str) -> str:
    """A cell as a sentence quotes it: on one line, and short."""
    text = " ".join(cell.split())
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…"
