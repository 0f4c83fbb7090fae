"""Why a set of rules, or figures given to it, are refused: field, value and mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from parvis.records.problems import Problem, gettext_noop

AN_OBJECT = gettext_noop("un objet")
A_LIST = gettext_noop("une liste")
A_FULL_LIST = gettext_noop("une liste d’un élément au moins")
A_TEXT = gettext_noop("un texte court, sans caractère invisible")
A_NUMBER = gettext_noop("un nombre entre guillemets, comme « 12.50 »")
A_PLAIN_NUMBER = gettext_noop("un nombre, comme 12,50")
A_DAY = gettext_noop("une date, comme « 2026-09-01 »")
A_FLAG = gettext_noop("« oui » ou « non »")
A_ROW = gettext_noop("une ligne « seuil ; valeur » ou « choix ; valeur »")
SOME_CHOICES = gettext_noop("une à trente valeurs, chacune avec son nom")
DECIMALS = gettext_noop("un nombre entier de 0 à 10")
NUMBERS = gettext_noop("un nombre")
FLAGS = gettext_noop("une condition")
DATES = gettext_noop("une date")
LABELS = gettext_noop("une valeur d’une liste")
A_STEP = gettext_noop("une étape")
A_SCALE = gettext_noop("une table de seuils")
A_TABLE = gettext_noop("une table de choix")
A_SINGLE = gettext_noop("une valeur de la liste ou un nombre, pas les deux")
TWO_ALIKE = gettext_noop("deux valeurs de même type, qui se comparent ainsi")
RISING = gettext_noop("croissant")
FALLING = gettext_noop("décroissant")
UNBROKEN = gettext_noop("continu")
PHRASES = {
    *(AN_OBJECT, A_LIST, A_FULL_LIST, A_TEXT, A_NUMBER, A_PLAIN_NUMBER, A_DAY, A_FLAG),
    *(SOME_CHOICES, DECIMALS, NUMBERS, FLAGS, DATES, LABELS, A_STEP, A_SCALE, A_TABLE),
    *(A_ROW, A_SINGLE, TWO_ALIKE, RISING, FALLING, UNBROKEN),
}


class Refusal(Problem):
    """A refusal whose mend is a phrase of ours too, translated with the sentence."""

    def sentence(self, gettext: Callable[[str], str] = gettext_noop) -> str:
        told = {key: said(value, gettext) for key, value in self.params.items()}
        return gettext(self.sentences[self.code]) % told


def said(value: object, gettext: Callable[[str], str]) -> object:
    if isinstance(value, Problem):
        return value.sentence(gettext)
    return gettext(value) if isinstance(value, str) and value in PHRASES else value


class RuleProblem(Refusal):
    """A set of rules that cannot be read: `field` says where ("steps[2].of")."""

    sentences: ClassVar = {
        "heavy": gettext_noop(
            "Ces règles pèsent plus de %(most)s octets. Partagez-les entre plusieurs algorithmes."
        ),
        "json": gettext_noop("Ces règles ne sont pas du JSON lisible : %(value)s."),
        "kind": gettext_noop("« %(field)s » vaut « %(value)s ». Il y faut %(mend)s."),
        "missing": gettext_noop("« %(field)s » manque. Ajoutez-le."),
        "unknown": gettext_noop(
            "« %(field)s » n’existe pas dans ces règles. Champs possibles : %(mend)s."
        ),
        "choice": gettext_noop("« %(field)s » vaut « %(value)s ». Valeurs possibles : %(mend)s."),
        "many": gettext_noop("« %(field)s » compte plus de %(most)s éléments. Retirez-en."),
        "twice": gettext_noop(
            "« %(field)s » : le nom « %(value)s » sert déjà. Choisissez-en un autre."
        ),
        "name": gettext_noop(
            "« %(field)s » vaut « %(value)s ». Écrivez un nom en minuscules sans accent, comme "
            "« quotient_familial »."
        ),
        "reference": gettext_noop(
            "« %(field)s » nomme « %(value)s », que rien ne définit avant. Déclarez-le plus haut."
        ),
        "later": gettext_noop(
            "« %(field)s » nomme « %(value)s », qui n’est calculé qu’après. Montez-le au-dessus."
        ),
        "cycle": gettext_noop(
            "« %(field)s » nomme « %(value)s », qui attend lui-même cette étape : le calcul "
            "tournerait en rond. Prenez une autre valeur."
        ),
        "operands": gettext_noop(
            "« %(field)s » : l’opération « %(value)s » prend %(mend)s valeurs."
        ),
        "type": gettext_noop(
            "« %(field)s » nomme « %(value)s », qui n’est pas du bon type. Il y faut %(mend)s."
        ),
        "periods": gettext_noop(
            "« %(field)s » : deux valeurs sont en vigueur le %(value)s. Donnez une fin à la "
            "première."
        ),
        "order": gettext_noop(
            "« %(field)s » : le seuil %(value)s n’est pas plus haut que le précédent. Classez les "
            "seuils du plus bas au plus haut."
        ),
        "claim": gettext_noop(
            "« %(field)s » annonce « %(mend)s », ce que dément la valeur %(value)s. Corrigez la "
            "table ou retirez l’annonce."
        ),
        "untested": gettext_noop(
            "Ces règles n’ont pas d’exemple. Donnez-en un au moins dans « tests »."
        ),
        "example": gettext_noop(
            "L’exemple « %(field)s » annonce %(mend)s, et les règles donnent %(value)s. Corrigez "
            "l’un ou les autres."
        ),
        "example_refused": gettext_noop("L’exemple « %(field)s » ne se calcule pas : %(value)s"),
    }


class Advice(Refusal):
    """What may be a slip: said where rules are written, it holds nothing back."""

    sentences: ClassVar = {
        "unused": gettext_noop(
            "« %(value)s » ne sert dans aucun calcul. Retirez-le, ou servez-vous-en."
        ),
        "unit": gettext_noop(
            "« %(value)s » est en %(unit)s, et le reste en %(mend)s. Vérifiez les unités."
        ),
        "result_unit": gettext_noop(
            "Le résultat est annoncé en %(unit)s, et se calcule en %(mend)s. Vérifiez les unités."
        ),
    }


class InputProblem(Refusal):
    """Figures of one case that the rules cannot be put to: `field` is the name of an input."""

    sentences: ClassVar = {
        "missing": gettext_noop("« %(field)s » manque. Donnez %(mend)s."),
        "unknown": gettext_noop(
            "« %(field)s » n’est pas une donnée de ces règles. Données attendues : %(mend)s."
        ),
        "kind": gettext_noop("« %(field)s » vaut « %(value)s ». Donnez %(mend)s."),
        "least": gettext_noop("« %(field)s » vaut %(value)s. Donnez %(mend)s au moins."),
        "most": gettext_noop("« %(field)s » vaut %(value)s. Donnez %(mend)s au plus."),
        "not_in_force": gettext_noop(
            "« %(field)s » n’a pas de valeur en vigueur le %(value)s. Choisissez une autre date."
        ),
        "zero": gettext_noop(
            "« %(field)s » demande de diviser par zéro. Vérifiez les données qui y entrent."
        ),
        "large": gettext_noop(
            "« %(field)s » donne un nombre trop grand. Vérifiez les données qui y entrent."
        ),
        "fine": gettext_noop(
            "« %(field)s » donne plus de décimales qu’on n’en garde. Ajoutez un arrondi avant."
        ),
        "below": gettext_noop(
            "« %(field)s » : %(value)s est au-dessous du premier seuil, %(mend)s."
        ),
        "no_row": gettext_noop("« %(field)s » : la table n’a pas de ligne « %(value)s »."),
    }
