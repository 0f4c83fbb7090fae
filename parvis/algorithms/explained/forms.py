"""Figures that someone types to try the rules: kept nowhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from parvis.algorithms.ruleset import parts
from parvis.algorithms.ruleset.model import Input, Kind
from parvis.algorithms.ruleset.words import Teller
from parvis.design.numbers import NARROW_SPACE, NO_BREAK_SPACE
from parvis.design.text import capital

SPACES = str.maketrans("", "", f" {NARROW_SPACE}{NO_BREAK_SPACE}")


class Figures(forms.Form):
    """One field an input of the rules, and the day of the decision."""

    use_required_attribute = False

    def __init__(self, tell: Teller, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for one in tell.rules.inputs:
            self.fields[one.name] = field(tell, one)
        self.fields["date"] = forms.DateField(label=_("Jour de la décision"), widget=day())
        for one_field in self.fields.values():
            one_field.error_messages["required"] = _("Remplissez ce champ.")

    def given(self) -> dict[str, Any]:
        """What the rules are put to: "18 000,50" is written 18000.50."""
        return {name: figure(value) for name, value in self.cleaned_data.items() if name != "date"}


def figure(value: Any) -> Any:
    bare = str(value).translate(SPACES).replace(",", ".")
    return bare if parts.NUMBER.match(bare) else str(value)


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def field(tell: Teller, one: Input) -> forms.Field:
    label = capital(tell.text(one.label))
    if one.kind is Kind.DATE:
        return forms.DateField(label=label, widget=day())
    if one.kind is Kind.NUMBER:
        shown = f"{label} ({one.unit})" if one.unit else label
        return forms.CharField(
            label=shown,
            max_length=30,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
    choices = [("oui", _("oui")), ("non", _("non"))]
    if one.choices:
        choices = [(value, tell.text(words)) for value, words in one.choices.items()]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
