"""Rules and what they did in one case, in plain words of one language.

The rules page says « quotient familial = revenus ÷ parts »; an explanation adds the figures:
« = 18 000 € ÷ 2,5 = 7 200 € ». One way of saying serves both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parvis.algorithms.ruleset.evaluate import Evaluation, Line
from parvis.algorithms.ruleset.model import (
    ON,
    Comparison,
    Do,
    Input,
    Operand,
    Parameter,
    Period,
    Rounding,
    Rules,
    Shape,
    Source,
    Span,
    Step,
    Texts,
    Value,
)
from parvis.algorithms.ruleset.operations import QUOTIENT, Part
from parvis.design.numbers import NO_BREAK_SPACE, number
from parvis.records.problems import gettext_noop

Gettext = Callable[[str], str]
SIGNS = {Do.ADD: " + ", Do.SUBTRACT: " − ", Do.MULTIPLY: " × ", Do.DIVIDE: " ÷ "}
COMPARED = {
    Comparison.BELOW: gettext_noop("%(left)s est plus petit que %(right)s"),
    Comparison.AT_MOST: gettext_noop("%(left)s ne dépasse pas %(right)s"),
    Comparison.EQUAL: gettext_noop("%(left)s est égal à %(right)s"),
    Comparison.DIFFERENT: gettext_noop("%(left)s est différent de %(right)s"),
    Comparison.AT_LEAST: gettext_noop("%(left)s atteint %(right)s"),
    Comparison.ABOVE: gettext_noop("%(left)s dépasse %(right)s"),
}
ROUNDED = {
    Rounding.NEAREST: gettext_noop("%(value)s, arrondi %(to)s, au plus proche"),
    Rounding.EVEN: gettext_noop(
        "%(value)s, arrondi %(to)s, au plus proche (au chiffre pair à égalité)"
    ),
    Rounding.DOWN: gettext_noop("%(value)s, arrondi %(to)s, vers le bas"),
    Rounding.UP: gettext_noop("%(value)s, arrondi %(to)s, vers le haut"),
}
SPANS = {
    Span.DAYS: gettext_noop("nombre de jours entre %(first)s et %(last)s"),
    Span.MONTHS: gettext_noop("nombre de mois entiers entre %(first)s et %(last)s"),
    Span.YEARS: gettext_noop("nombre d’années entières entre %(first)s et %(last)s"),
}
READ = {
    Do.LOOKUP: gettext_noop("la ligne de « %(table)s » pour %(value)s"),
    Do.MATCH: gettext_noop("la ligne de « %(table)s » pour %(value)s"),
    Do.SCALE: gettext_noop("chaque tranche de %(value)s à son taux, d’après « %(table)s »"),
    Do.INTERPOLATE: gettext_noop(
        "d’après « %(table)s » pour %(value)s, en ligne droite entre deux seuils"
    ),
}
# figures stand beside the sentence of the rule, rather than in its place
ASIDE = {*READ, Do.ROUND, Do.IF, Do.ALL, Do.ANY, Do.NOT}
SOURCES = {
    Source.DATASET: gettext_noop("lu dans un jeu de données"),
    Source.DECLARED: gettext_noop("déclaré par la personne"),
    Source.COMPUTED: gettext_noop("calculé par le service"),
}


@dataclass(frozen=True)
class Teller:
    """Says one set of rules in one language; `say_day` puts a date in words."""

    rules: Rules
    language: str
    gettext: Gettext
    say_day: Callable[[dt.date], str]

    @property
    def colon(self) -> str:
        """With the space before it that French wants."""
        return self.gettext(" : ")

    def in_turn(self, said: Iterable[str]) -> str:
        """One after the other in one sentence."""
        return self.gettext(" ; ").join(said)

    def text(self, texts: Texts) -> str:
        return texts.get(self.language) or texts["fr"]

    def say(self, sentence: str, **values: object) -> str:
        return self.gettext(sentence) % values

    def yes(self, value: bool) -> str:
        return self.gettext("oui") if value else self.gettext("non")

    def name(self, operand: Operand) -> str:
        """What an operand is called."""
        if isinstance(operand, Decimal):
            return self.number(operand)
        if operand == ON:
            return self.gettext("la date de la décision")
        found = self.rules.find(operand)
        return self.text(found.label) if found else operand

    def number(self, value: Decimal, unit: str = "") -> str:
        whole = value == value.to_integral_value()
        money = unit.startswith("€") and not whole and value == round(value, 2)
        said = number(int(value) if whole else value, 2 if money else None, self.language)
        return f"{said}{NO_BREAK_SPACE}{unit}" if unit else said

    def value(self, value: Value, of: Operand = "") -> str:
        """A value, with the unit or the label that what bears it declares."""
        if isinstance(value, bool):
            return self.yes(value)
        if isinstance(value, dt.date):
            return self.say_day(value)
        found = None if isinstance(of, Decimal) else self.rules.find(of)
        if isinstance(value, Decimal):
            return self.number(value, found.unit if found else "")
        return self.label_of(value, found)

    def label_of(self, value: str, found: object) -> str:
        """The words for a value of a list: those of the input, or of the input of that value."""
        inputs = [found] if isinstance(found, Input) else self.rules.inputs
        for one in inputs:
            if one.choices and value in one.choices:
                return self.text(one.choices[value])
        return value

    def expression(self, step: Step, said: Sequence[str], weights: Sequence[str]) -> str:
        """What a step does, with its operands as they are said: by their names, or their values."""
        if step.do in SIGNS:
            return SIGNS[step.do].join(said)
        if step.do is Do.SCORE:
            return " + ".join(f"{a} × {w}" for a, w in zip(said, weights, strict=True))
        if step.do in READ:
            return self.say(READ[step.do], table=self.name(step.table), value=said[0])
        return self.phrase(step, said)

    def phrase(self, step: Step, said: Sequence[str]) -> str:
        if step.do is Do.COMPARE:
            return self.say(COMPARED[Comparison(step.option)], left=said[0], right=said[1])
        if step.do is Do.ROUND:
            sentence = ROUNDED[Rounding(step.option)]
            return self.say(sentence, value=said[0], to=self.place(step.decimals))
        if step.do is Do.BETWEEN:
            return self.say(SPANS[Span(step.option)], first=said[0], last=said[1])
        return self.logic(step, said)

    def place(self, decimals: int) -> str:
        """« à l’unité », « au centième »: how fine a rounding is."""
        known = {
            0: gettext_noop("à l’unité"),
            1: gettext_noop("au dixième"),
            2: gettext_noop("au centième"),
        }
        further = gettext_noop("à %(count)s chiffres après la virgule")
        return self.say(known.get(decimals, further), count=decimals)

    def logic(self, step: Step, said: Sequence[str]) -> str:
        if step.do is Do.IF:
            sentence = gettext_noop("si « %(condition)s » : %(then)s ; sinon : %(otherwise)s")
            return self.say(sentence, condition=said[0], then=said[1], otherwise=said[2])
        if step.do is Do.NOT:
            return self.say(gettext_noop("le contraire de « %(value)s »"), value=said[0])
        if step.do in {Do.ALL, Do.ANY}:
            between = self.gettext("et") if step.do is Do.ALL else self.gettext("ou")
            return f" {between} ".join(
                self.say(gettext_noop("« %(value)s »"), value=one) for one in said
            )
        least = gettext_noop("le plus petit de : %(values)s")
        most = gettext_noop("le plus grand de : %(values)s")
        return self.say(least if step.do is Do.MIN else most, values=self.in_turn(said))

    def rule(self, step: Step) -> str:
        """« = revenus ÷ parts »"""
        return self.expression(
            step, [self.name(one) for one in step.of], [self.name(one) for one in step.weights]
        )

    def worked(self, line: Line) -> str:
        """« 18 000 € ÷ 2,5 »: the same with the figures of one case; only what decides, where the
        rule is a sentence."""
        step = line.step
        if step.do is Do.IF:
            return self.say(
                gettext_noop("« %(condition)s » : %(answer)s"),
                condition=self.name(step.of[0]), answer=self.yes(bool(line.given[0])),
            )  # fmt: skip
        if step.do in {Do.ALL, Do.ANY, Do.NOT}:
            pairs = zip(step.of, line.given, strict=True)
            return self.in_turn(
                f"{self.name(of)}{self.colon}{self.value(value)}" for of, value in pairs
            )
        said = [self.value(value, of) for value, of in zip(line.given, step.of, strict=True)]
        if step.do in READ or step.do is Do.ROUND:
            return said[0]
        rates = [self.number(part.rate) for part in line.parts] if step.weights else []
        return self.expression(step, said, rates)

    def sentence(self, line: Line) -> str:
        """« quotient familial = revenus ÷ parts = 18 000 € ÷ 2,5 = 7 200 € »"""
        step = line.step
        rule, worked = self.rule(step), self.worked(line)
        how = f"{rule} ({worked})" if step.do in ASIDE else f"{rule} = {worked}"
        return f"{self.text(step.label)} = {how} = {self.value(line.value, step.name)}"

    def notes(self, line: Line) -> list[str]:
        """What else a step did: its row of a table, its slices, where a quotient was cut."""
        found = [self.part(line, part) for part in line.parts]
        if line.row is not None:
            unit = self.unit(line.step.of[0])
            key = line.row.key
            if isinstance(key, Decimal):
                said = self.number(key, unit)
                found.append(self.say(gettext_noop("Ligne « à partir de %(key)s »."), key=said))
            else:
                said = self.value(key, line.step.of[0])
                found.append(self.say(gettext_noop("Ligne « %(key)s »."), key=said))
        if line.inexact:
            found.append(self.say(gettext_noop("Gardé avec %(count)s décimales."), count=QUOTIENT))
        return found

    def part(self, line: Line, part: Part) -> str:
        unit, given = self.unit(line.step.name), self.unit(line.step.of[0])
        product = (
            f"{self.number(part.amount, given)} × {self.number(part.rate)} = "
            f"{self.number(part.value, unit)}"
        )
        if line.step.do is Do.SCORE:
            amount, rest = self.number(part.amount), product.partition(" × ")[2]
            return f"{self.name(part.key)}{self.colon}{amount} × {rest}"
        key = self.number(part.key, given) if isinstance(part.key, Decimal) else part.key
        if part.until is None:
            return self.say(
                gettext_noop("Au-dessus de %(key)s : %(product)s"), key=key, product=product
            )
        until = self.number(part.until, given)
        sentence = gettext_noop("De %(key)s à %(until)s : %(product)s")
        return self.say(sentence, key=key, until=until, product=product)

    def unit(self, operand: Operand) -> str:
        found = None if isinstance(operand, Decimal) else self.rules.find(operand)
        return found.unit if found else ""

    def source(self, one: Input) -> str:
        return self.gettext(SOURCES[one.source])

    def keyed_by(self, parameter: Parameter) -> Operand:
        """What the rows of a table are looked up by, in the first step that reads it."""
        for step in self.rules.steps:
            if step.table == parameter.name:
                return step.of[0]
        return ""

    def content(self, parameter: Parameter, period: Period) -> str:
        """A parameter's value in one line."""
        if isinstance(period.value, Decimal):
            return self.number(period.value, parameter.unit)
        return self.in_turn(
            f"{key}{self.colon}{value}" for key, value in self.rows(parameter, period)
        )

    def rows(self, parameter: Parameter, period: Period) -> list[tuple[str, str]]:
        """The rows of a table: its threshold or choice, its value."""
        if isinstance(period.value, Decimal):
            return []
        by = self.keyed_by(parameter)
        found = []
        for row in period.value:
            if parameter.shape is Shape.CHOICES:
                key = self.value(row.key, by)
            else:
                said = self.value(row.key, by)
                key = self.say(gettext_noop("à partir de %(key)s"), key=said)
            value = row.value
            told = self.number(value, parameter.unit) if isinstance(value, Decimal) else value
            found.append((key, told))
        return found

    def outcome(self, evaluation: Evaluation) -> str:
        return self.value(evaluation.outcome, evaluation.rules.outcome)
