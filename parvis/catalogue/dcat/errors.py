"""What is refused in a catalogue that was read, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from parvis.records.problems import Problem, gettext_noop


class DcatError(Problem):
    """A whole catalogue refused, or (inside ItemProblem) one thing said in it."""

    sentences: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "empty": gettext_noop("Le fichier est vide."),
            "html": gettext_noop(
                "Ce contenu est une page web, pas un catalogue : donnez l’adresse de l’export DCAT "
                "(RDF/XML, Turtle ou JSON-LD)."
            ),
            "syntax": gettext_noop(
                "Le contenu n’est pas du %(format)s valable : %(detail)s. Vérifiez qu’il s’agit "
                "bien d’un export DCAT complet."
            ),
            "dtd": gettext_noop(
                "Le fichier XML contient une déclaration de type de document (DOCTYPE) : "
                "retirez-la, elle n’est pas acceptée."
            ),
            "depth": gettext_noop("Le fichier imbrique plus de %(limit)s éléments : refusé."),
            "encoding": gettext_noop(
                "Le codage de caractères « %(encoding)s » est inconnu ou ne correspond pas au "
                "contenu : enregistrez le fichier en UTF-8."
            ),
            "context": gettext_noop(
                "Le fichier JSON-LD s’appuie sur le contexte « %(url)s », que nous ne connaissons "
                "pas : incluez le contexte dans le fichier."
            ),
            "long": gettext_noop("Le catalogue dépasse %(limit)s affirmations : découpez-le."),
            "nothing": gettext_noop(
                "Le fichier est lisible mais ne contient ni catalogue ni jeu de données DCAT."
            ),
            "title": gettext_noop("Le titre manque."),
            "identifier": gettext_noop(
                "L’identifiant manque, ou n’est qu’un texte à remplir (« %(value)s »)."
            ),
            "twice": gettext_noop("L’identifiant « %(value)s » est déjà celui d’un autre jeu."),
            "address": gettext_noop(
                "Le fichier ou service « %(value)s » n’a pas d’adresse : il n’est pas repris."
            ),
            "value": gettext_noop(
                "La valeur « %(value)s » de « %(field)s » n’est pas comprise : elle n’est pas "
                "reprise."
            ),
            "several": gettext_noop(
                "« %(field)s » a plusieurs valeurs : la première est reprise, pas « %(value)s »."
            ),
            "unread": gettext_noop(
                "La source n’a pas donné cette fiche : elle a répondu « %(value)s »."
            ),
        }
    )


# Problems that refuse the item; any other is a remark and the item is kept.
REFUSING = frozenset({"title", "identifier", "twice", "unread"})


@dataclass(frozen=True, slots=True)
class ItemProblem:
    """Something wrong with one item (its address or identifier) of a readable catalogue."""

    item: str
    problem: DcatError

    @property
    def refused(self) -> bool:
        return self.problem.code in REFUSING
