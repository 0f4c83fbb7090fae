"""What is wrong in a query: one sentence that shows the place, the word and the mend."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NoReturn

from rapidfuzz import fuzz, process

from parvis.records.problems import Problem, gettext_noop

if TYPE_CHECKING:
    from parvis.lake.query.tree import Node, Place


class QueryProblem(Problem):
    """`place` is where the wrong word stands, when the query was a text."""

    sentences = {
        "unexpected": gettext_noop(
            "« %(word)s » n’est pas attendu ici. Vérifiez ce qui précède : un guillemet, une"
            " parenthèse ou un opérateur manque peut-être."
        ),
        "unfinished": gettext_noop(
            "L’expression n’est pas terminée : il manque une valeur, un guillemet ou une"
            " parenthèse à la fin."
        ),
        "empty": gettext_noop("L’expression est vide : écrivez une condition ou retirez-la."),
        "too_long": gettext_noop(
            "L’expression compte %(length)s caractères : raccourcissez-la à %(limit)s au plus."
        ),
        "too_deep": gettext_noop(
            "L’expression est emboîtée sur plus de %(limit)s niveaux : simplifiez-la."
        ),
        "too_many": gettext_noop(
            "L’expression compte plus de %(limit)s termes : découpez la demande en plusieurs."
        ),
        "unknown_column": gettext_noop(
            "La colonne « %(word)s » n’existe pas dans ce jeu de données. Regardez la liste des"
            " colonnes dans son dictionnaire."
        ),
        "unknown_column_near": gettext_noop(
            "La colonne « %(word)s » n’existe pas dans ce jeu de données : vouliez-vous dire"
            " « %(near)s » ?"
        ),
        "unknown_function": gettext_noop(
            "La fonction « %(word)s » n’existe pas. La documentation donne la liste des fonctions."
        ),
        "unknown_function_near": gettext_noop(
            "La fonction « %(word)s » n’existe pas : vouliez-vous dire « %(near)s » ?"
        ),
        "arguments": gettext_noop(
            "La fonction « %(word)s » a reçu %(given)s valeurs : donnez-en %(wanted)s."
        ),
        "argument": gettext_noop(
            "La fonction « %(word)s » ne peut pas lire cette valeur : donnez-lui %(wanted)s."
        ),
        "type": gettext_noop(
            "« %(word)s » est de type %(given)s là où il faut %(wanted)s : changez de colonne ou"
            " d’opérateur."
        ),
        "compare": gettext_noop(
            "On ne peut pas comparer %(left)s et %(right)s : « %(word)s » demande deux valeurs de"
            " même nature."
        ),
        "date": gettext_noop(
            "« %(word)s » n’est pas une date : écrivez par exemple 2026-03-31 ou"
            " 2026-03-31T08:00:00Z."
        ),
        "number": gettext_noop("« %(word)s » n’est pas un nombre que l’on peut calculer."),
        "geometry": gettext_noop(
            "« %(word)s » n’est pas une géométrie : écrivez par exemple POINT(-1.68 48.11), la"
            " longitude d’abord."
        ),
        "date_format": gettext_noop(
            "« %(word)s » n’est pas un format de date : mettez le texte libre entre apostrophes,"
            " comme dd/MM/yyyy 'à' HH."
        ),
        "condition": gettext_noop(
            "« %(word)s » n’est pas une condition : comparez-la à une valeur."
        ),
        "pattern": gettext_noop(
            "Le motif « %(word)s » compte trop de jokers : gardez-en %(limit)s au plus."
        ),
        "aggregate_here": gettext_noop(
            "« %(word)s » calcule sur plusieurs lignes : utilisez-la dans select ou order_by, pas"
            " dans where ni group_by."
        ),
        "group_only": gettext_noop(
            "« %(word)s » n’a de sens que dans group_by : déplacez-la dans ce paramètre."
        ),
        "not_grouped": gettext_noop(
            "« %(word)s » n’est pas dans group_by : ajoutez-la à group_by ou calculez-en une"
            " somme, une moyenne ou un nombre."
        ),
        "order_aggregates_first": gettext_noop(
            "Dans order_by, les calculs (count, sum, avg…) viennent d’abord : placez « %(word)s »"
            " en tête."
        ),
        "twice": gettext_noop(
            "Deux colonnes de la réponse s’appelleraient « %(word)s » : donnez un autre nom avec"
            " as."
        ),
        "range": gettext_noop(
            "Les bornes de « %(word)s » doivent aller de la plus petite à la plus grande."
        ),
        "job_lists": gettext_noop(
            "Ce travail calcule sur plusieurs lignes : ajoutez group_by, ou des calculs comme"
            " count(*) dans select."
        ),
        "job_output": gettext_noop(
            "« %(word)s » ne peut pas être une colonne du résultat d’un travail : demandez un"
            " texte, un nombre ou une date."
        ),
        "job_rules": gettext_noop("Aucune règle n’est donnée : ajoutez rules ou unique."),
        "job_keys": gettext_noop("Aucune colonne ne relie les lignes : donnez-en au moins une."),
        "job_types": gettext_noop(
            "La colonne « %(word)s » n’a pas le même type dans toutes les versions : donnez des"
            " versions de même type."
        ),
        "engine": gettext_noop(
            "« %(word)s » n’est pas calculé par ce moteur : recommencez avec PARVIS_ENGINE=duckdb."
        ),
        "page": gettext_noop(
            "%(field)s vaut %(value)s : donnez un nombre entier de %(low)s à %(high)s."
        ),
        "zone": gettext_noop(
            "Le fuseau horaire « %(word)s » est inconnu : écrivez par exemple Europe/Paris."
        ),
        "refine": gettext_noop(
            "« %(word)s » ne se lit pas comme un filtre de facette : écrivez nom:valeur."
        ),
        "facet": gettext_noop(
            "« %(word)s » ne se lit pas comme une facette : écrivez le nom d’une colonne, ou"
            ' facet(name="colonne", sort="-count", limit=20).'
        ),
        "unwritable": gettext_noop(
            "« %(word)s » ne peut pas s’écrire dans ce langage de requête : choisissez-en un autre."
        ),
        "json": gettext_noop(
            "La requête JSON est mal formée à « %(path)s » : %(word)s n’y est pas attendu."
        ),
        "ended": gettext_noop(
            "L’accès à ces données a pris fin le %(until)s : demandez qu’il soit renouvelé."
        ),
        "aggregates_only": gettext_noop(
            "Ces données ne se consultent que par groupes d’au moins %(minimum)s : demandez un"
            " calcul (count, sum, avg), pas des lignes."
        ),
        "not_dimension": gettext_noop(
            "« %(word)s » ne peut servir ni à filtrer, ni à grouper, ni à trier ces données :"
            " elle ne se lit qu’en nombre, somme ou moyenne."
        ),
        "not_measure": gettext_noop(
            "« %(word)s » montrerait la valeur d’une seule personne : demandez un nombre, une"
            " somme ou une moyenne d’une colonne."
        ),
    }

    def __init__(self, code: str, place: Place | None = None, **params: object) -> None:
        self.place = place
        super().__init__(code, **params)

    def sentence(self, gettext: Callable[[str], str] = gettext_noop) -> str:
        """Kinds of values among the parameters (`SAID`) are words too."""
        params = self.params
        kinds = {name: gettext(str(params[name])) % params for name in SAID if name in params}
        said = gettext(self.sentences[self.code]) % {**params, **kinds}
        if self.place is None:
            return said
        where = gettext(POSITION) % {"line": self.place.line, "column": self.place.column}
        return f"{where} {said}"


SAID = ("given", "wanted", "left", "right")
POSITION = gettext_noop("Ligne %(line)s, caractère %(column)s :")


def nearest(word: str, known: Collection[str]) -> str | None:
    """The name that was probably meant."""
    found = process.extractOne(
        word, list(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=60
    )
    return found[0] if found else None


def unknown(kind: str, word: str, known: Collection[str], node: Node) -> NoReturn:
    """Refuse a column or function, and offer one of `known`."""
    near = nearest(word, known)
    if near is None:
        raise QueryProblem(f"unknown_{kind}", node.place, word=word)
    raise QueryProblem(f"unknown_{kind}_near", node.place, word=word, near=near)
