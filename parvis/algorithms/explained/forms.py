"""Figures that someone types: to try the rules, kept nowhere; or a case that an agent adds."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.algorithms.explained.rows import LONGEST
from parvis.algorithms.ruleset import editing
from parvis.algorithms.ruleset.model import Input, Kind
from parvis.algorithms.ruleset.words import Teller
from parvis.design.text import capital
from parvis.records.problems import Problem


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


class CaseForm(Figures):
    """One case that an agent types: what the rules take, where each was read, and the decision."""

    dossier = forms.CharField(
        label=gettext_lazy("Numéro du dossier"), max_length=LONGEST,
        help_text=gettext_lazy("Celui de votre service. Le même numéro change le même dossier."),
    )  # fmt: skip
    resultat = forms.CharField(
        label=gettext_lazy("Résultat notifié"), max_length=LONGEST,
        help_text=gettext_lazy("Tel qu’il est sur la lettre, sans unité. Exemple : « 6.30 »."),
    )  # fmt: skip
    decide_par = forms.CharField(
        label=gettext_lazy("Qui a décidé"), max_length=LONGEST, required=False,
        help_text=gettext_lazy("Une fonction ou un service, jamais un nom."),
    )  # fmt: skip
    motif_d_ecart = forms.CharField(
        label=gettext_lazy("Pourquoi le résultat du calcul est écarté"), max_length=LONGEST,
        required=False, help_text=gettext_lazy("Seulement si une personne a décidé autrement."),
    )  # fmt: skip

    def __init__(self, tell: Teller, *args: Any, **kwargs: Any) -> None:
        super().__init__(tell, *args, **kwargs)
        self.inputs = tell.rules.inputs
        self.fields["decide_le"] = self.fields.pop("date")
        for one in self.inputs:
            label = capital(tell.text(one.label))
            self.fields[f"{one.name}_source"] = forms.CharField(
                label=_("%(input)s : d’où vient cette donnée") % {"input": label},
                max_length=LONGEST, required=False,
            )  # fmt: skip
            self.fields[f"{one.name}_date"] = forms.DateField(
                label=_("%(input)s : lue le") % {"input": label}, widget=day(), required=False
            )
        after = [[one.name, f"{one.name}_source", f"{one.name}_date"] for one in self.inputs]
        said = ["resultat", "decide_par", "motif_d_ecart"]
        self.order_fields(["dossier", "decide_le", *chain.from_iterable(after), *said])

    def cells(self) -> dict[str, str]:
        """The columns of a line, as a service sends them."""
        figures = {one.name for one in self.inputs} | {"resultat"}
        told = {name: "" if value is None else value for name, value in self.cleaned_data.items()}
        return {
            name: figure(value) if name in figures else str(value) for name, value in told.items()
        }

    def refused(self, problem: Problem) -> None:
        """Say a refusal at the field that it names, by its name or by its French label."""
        named = {one.label["fr"]: one.name for one in self.inputs}
        field = str(problem.params.get("field", ""))
        field = named.get(field, field)
        self.add_error(field if field in self.fields else None, problem.sentence(_))


def figure(value: Any) -> Any:
    """As the document writes it: "18 000,50" is 18000.50, whatever the space."""
    return editing.bare(str(value))


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
