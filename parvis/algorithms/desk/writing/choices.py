"""What the selects of the form say, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.algorithms.ruleset import words
from parvis.algorithms.ruleset.model import (
    Comparison,
    Do,
    Kind,
    Rounding,
    Shape,
    Span,
)

KINDS = [
    (Kind.NUMBER.value, _("un nombre")),
    (Kind.FLAG.value, _("oui ou non")),
    (Kind.DATE.value, _("une date")),
    (Kind.CHOICE.value, _("un choix dans une liste")),
]
SOURCES = [(one.value, _(said)) for one, said in words.SOURCES.items()]
SHAPES = [
    (Shape.NUMBER.value, _("un nombre")),
    (Shape.THRESHOLDS.value, _("une table de seuils")),
    (Shape.CHOICES.value, _("une table de choix")),
]
CLAIMS = [
    ("increasing", _("ne baisse jamais d’une ligne à l’autre")),
    ("decreasing", _("ne monte jamais d’une ligne à l’autre")),
    ("continuous", _("ne saute pas à un seuil")),
]
OPERATIONS = [
    (Do.ADD.value, _("Additionner : toutes les valeurs ensemble")),
    (Do.SUBTRACT.value, _("Soustraire : une valeur moins une autre")),
    (Do.MULTIPLY.value, _("Multiplier : toutes les valeurs entre elles")),
    (Do.DIVIDE.value, _("Diviser : une valeur par une autre")),
    (Do.ROUND.value, _("Arrondir une valeur")),
    (Do.MIN.value, _("Garder la plus petite des valeurs")),
    (Do.MAX.value, _("Garder la plus grande des valeurs")),
    (Do.COMPARE.value, _("Comparer deux valeurs : oui ou non")),
    (Do.IF.value, _("Choisir : si une condition est remplie, une valeur ; sinon, une autre")),
    (Do.ALL.value, _("Vérifier que toutes les conditions sont remplies")),
    (Do.ANY.value, _("Vérifier qu’une condition au moins est remplie")),
    (Do.NOT.value, _("Prendre le contraire d’une condition")),
    (Do.LOOKUP.value, _("Lire une table de seuils : la ligne du plus haut seuil atteint")),
    (Do.SCALE.value, _("Appliquer un barème : chaque tranche à son taux")),
    (Do.INTERPOLATE.value, _("Lire une table de seuils en ligne droite, d’un seuil à l’autre")),
    (Do.MATCH.value, _("Lire une table de choix : la ligne du choix")),
    (Do.SCORE.value, _("Donner des points : chaque critère par son poids, puis la somme")),
    (Do.BETWEEN.value, _("Compter le temps entre deux dates")),
]
OPTIONS = {
    Do.COMPARE.value: [
        (Comparison.BELOW.value, _("est plus petite que")),
        (Comparison.AT_MOST.value, _("ne dépasse pas")),
        (Comparison.EQUAL.value, _("est égale à")),
        (Comparison.DIFFERENT.value, _("est différente de")),
        (Comparison.AT_LEAST.value, _("atteint")),
        (Comparison.ABOVE.value, _("dépasse")),
    ],
    Do.ROUND.value: [
        (Rounding.NEAREST.value, _("au plus proche")),
        (Rounding.EVEN.value, _("au plus proche, au chiffre pair à égalité")),
        (Rounding.DOWN.value, _("vers le bas")),
        (Rounding.UP.value, _("vers le haut")),
    ],
    Do.BETWEEN.value: [
        (Span.DAYS.value, _("en jours")),
        (Span.MONTHS.value, _("en mois entiers")),
        (Span.YEARS.value, _("en années entières")),
    ],
}
OPTION_LABELS = {
    Do.COMPARE.value: _("La première valeur"),
    Do.ROUND.value: _("Comment arrondir"),
    Do.BETWEEN.value: _("Compter"),
}
# what each operand is called, where it is not « Valeur 2 »
OPERANDS = {
    Do.SUBTRACT.value: [_("De cette valeur"), _("on retire")],
    Do.DIVIDE.value: [_("Ce qu’on divise"), _("Par quoi")],
    Do.ROUND.value: [_("Ce qu’on arrondit")],
    Do.COMPARE.value: [_("Première valeur"), _("Seconde valeur")],
    Do.NOT.value: [_("La condition")],
    Do.IF.value: [_("La condition"), _("Si oui"), _("Sinon")],
    Do.LOOKUP.value: [_("La valeur cherchée dans la table")],
    Do.SCALE.value: [_("La valeur découpée en tranches")],
    Do.INTERPOLATE.value: [_("La valeur cherchée dans la table")],
    Do.MATCH.value: [_("Le choix cherché dans la table")],
    Do.BETWEEN.value: [_("Du"), _("Au")],
}
BY_TABLE = {Do.LOOKUP.value, Do.SCALE.value, Do.INTERPOLATE.value, Do.MATCH.value}
