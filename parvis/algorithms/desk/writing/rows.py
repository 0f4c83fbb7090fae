"""One form a row: an input, a parameter and its values, a step, an example.

They show cells and bear faults; what is wrong is for the readers of `ruleset` to say, so that no
field here is required.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.algorithms.desk.writing import choices
from parvis.algorithms.explained.forms import day
from parvis.algorithms.ruleset.cells import FIGURE, Cells, from_operand, slots
from parvis.algorithms.ruleset.model import Do, Kind, Shape
from parvis.design.text import capital

LABEL = gettext_lazy("Les mots que tout le monde lira")
ENGLISH = gettext_lazy("Les mêmes, en anglais")
NAME = gettext_lazy("Nom court")
NAME_HELP = gettext_lazy("Laissez vide : il se fait d’après les mots. Il sert dans les fichiers.")


def short(label: Any, help_text: Any = "", **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"} | attrs)
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


def figure(label: Any, help_text: Any = "") -> forms.CharField:
    return short(label, help_text, inputmode="decimal")


def lines(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


def one_of(label: Any, known: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=known, help_text=help_text, required=False)


def offer(field: forms.Field, known: Any) -> None:
    """The choices of a field that depend on the draft."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = known


def of_day(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=day())


class Row(forms.Form):
    """`more`: the names of fields that most rows leave empty, folded away in the page."""

    use_required_attribute = False
    more: tuple[str, ...] = ()

    def __init__(self, cells: Cells, prefix: str) -> None:
        super().__init__({f"{prefix}-{name}": one for name, one in cells.items()}, prefix=prefix)
        self.label_suffix = ""

    def shown(self) -> list[forms.BoundField]:
        return [one for one in self if one.name not in self.more]

    def folded(self) -> list[forms.BoundField]:
        return [one for one in self if one.name in self.more]

    def open(self) -> bool:
        """Whether what is folded away has a fault to show."""
        return any(one.errors for one in self.folded())


class Heading(Row):
    title_fr = short(gettext_lazy("Le titre de ces règles"))
    title_en = short(gettext_lazy("Le même titre, en anglais"))


class Outcome(Row):
    outcome = one_of(gettext_lazy("Le résultat de la décision"), [])

    def __init__(self, cells: Cells, steps: list[tuple[str, str]]) -> None:
        super().__init__(cells, "rules")
        last = ("", _("ce que donne la dernière étape"))
        offer(self.fields["outcome"], [last, *steps])


class InputRow(Row):
    label_fr = short(LABEL, gettext_lazy("Par exemple : « revenus annuels du foyer »."))
    kind = one_of(gettext_lazy("C’est"), choices.KINDS)
    unit = short(gettext_lazy("Unité"), gettext_lazy("« € », « personnes », « km »… ou rien."))
    source = one_of(gettext_lazy("D’où elle vient"), choices.SOURCES)
    choices = lines(
        gettext_lazy("Les choix, si c’en est un"),
        gettext_lazy("Un par ligne : « Locataire », ou « locataire ; Locataire ; Tenant »."),
    )
    label_en = short(ENGLISH)
    ground = short(
        gettext_lazy("Ce qui permet de la regarder"),
        gettext_lazy("La délibération, la loi et son article."),
    )
    dataset = short(
        gettext_lazy("Le jeu de données où elle se lit"),
        gettext_lazy("Son nom dans l’adresse de sa page : « revenus-des-foyers »."),
    )
    least = figure(gettext_lazy("Au moins"))
    most = figure(gettext_lazy("Au plus"))
    name = short(NAME, NAME_HELP)
    more = ("label_en", "ground", "dataset", "least", "most", "name")

    def shown(self) -> list[forms.BoundField]:
        """Choices only where there is a choice to make."""
        listed = self["kind"].value() == Kind.CHOICE or self["choices"].errors
        return [one for one in super().shown() if listed or one.name != "choices"]


class ParameterRow(Row):
    label_fr = short(LABEL, gettext_lazy("Par exemple : « grille des tarifs »."))
    shape = one_of(gettext_lazy("C’est"), choices.SHAPES)
    unit = short(gettext_lazy("Unité"))
    text = short(
        gettext_lazy("L’acte qui le fixe"), gettext_lazy("« Délibération du 23 juin 2025 ».")
    )
    label_en = short(ENGLISH)
    claims = forms.MultipleChoiceField(
        label=gettext_lazy("Ce que la table promet"), choices=choices.CLAIMS, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Vérifié à chaque version, et publié."),
    )  # fmt: skip
    name = short(NAME, NAME_HELP)
    more = ("label_en", "claims", "name")


class ValueRow(Row):
    since = of_day(gettext_lazy("À partir du"))
    until = of_day(gettext_lazy("Jusqu’au (vide : sans fin)"))
    value = forms.CharField(required=False)

    def __init__(self, cells: Cells, prefix: str, shape: str) -> None:
        super().__init__(cells, prefix)
        said: dict[str, forms.CharField] = {
            Shape.THRESHOLDS: lines(
                _("La table"), _("Une ligne par seuil, du plus bas au plus haut : « 340 ; 1,40 ».")
            ),
            Shape.CHOICES: lines(
                _("La table"), _("Une ligne par choix : « locataire ; 1,40 ».")
            ),
        }  # fmt: skip
        self.fields["value"] = said.get(shape) or figure(_("La valeur"))


class StepRow(Row):
    """`before`: what a step may read, [(group, [(name, words)])]; `tables`: [(name, words)]."""

    label_fr = short(LABEL, gettext_lazy("Par exemple : « quotient familial »."))
    do = one_of(gettext_lazy("L’opération"), choices.OPERATIONS)
    table = one_of(gettext_lazy("La table"), [])
    option = one_of(gettext_lazy("Comment"), [])
    decimals = forms.CharField(
        label=gettext_lazy("Chiffres après la virgule"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    unit = short(gettext_lazy("Unité du résultat"))
    label_en = short(ENGLISH)
    why_fr = short(gettext_lazy("Pourquoi, en une phrase"))
    why_en = short(gettext_lazy("Pourquoi, en anglais"))
    name = short(NAME, NAME_HELP)
    more = ("label_en", "why_fr", "why_en", "name")

    def __init__(
        self, piece: Mapping[str, Any], cells: Cells, prefix: str,
        before: list[tuple[str, list[tuple[str, str]]]], tables: list[tuple[str, str]],
    ) -> None:  # fmt: skip
        do = str(piece.get("do", ""))
        taken = [from_operand(one) for one in piece.get("of", ())]
        weights = [from_operand(one) for one in piece.get("weights", ())]
        cells = dict(cells)
        for kind, found in (("of", taken), ("weight", weights)):
            for place, (chosen, number) in enumerate(found):
                cells |= {f"{kind}{place}": chosen, f"{kind}{place}_number": number}
        super().__init__(cells, prefix)
        count = slots(do, max(len(taken), len(weights)))
        for place in range(count):
            self.operand("of", place, operand_label(do, place), cells, before)
            if do == Do.SCORE:
                self.operand("weight", place, _("Poids %(n)s") % {"n": place + 1}, cells, before)
        self.kept(do, tables, cells)
        operands = [one for one in self.fields if one.startswith(("of", "weight"))]
        self.order_fields(["label_fr", "do", "table", *operands, "option", "decimals", "unit"])

    def operand(
        self, kind: str, place: int, label: str, cells: Cells,
        before: list[tuple[str, list[tuple[str, str]]]],
    ) -> None:  # fmt: skip
        name = f"{kind}{place}"
        chosen = cells.get(name, "")
        known = {one for _group, rows in before for one, _words in rows}
        lost = [(chosen, _("« %(name)s », que rien ne définit avant") % {"name": chosen})]
        unknown = lost if chosen and chosen not in known else []
        self.fields[name] = one_of(label, [("", "–"), *unknown, *before])
        self.fields[f"{name}_number"] = figure(_("%(label)s : ou un nombre") % {"label": label})

    def kept(self, do: str, tables: list[tuple[str, str]], cells: Cells) -> None:
        """Only the fields that the operation has."""
        if do in choices.BY_TABLE:
            table = cells.get("table", "")
            lost = [(table, table)] if table and table not in dict(tables) else []
            offer(self.fields["table"], [("", "–"), *lost, *tables])
        else:
            del self.fields["table"]
        if do in choices.OPTIONS:
            self.fields["option"].label = choices.OPTION_LABELS[do]
            offer(self.fields["option"], choices.OPTIONS[do])
        else:
            del self.fields["option"]
        if do != Do.ROUND:
            del self.fields["decimals"]


def operand_label(do: str, place: int) -> str:
    said = choices.OPERANDS.get(do, [])
    return str(said[place]) if place < len(said) else _("Valeur %(n)s") % {"n": place + 1}


class ExampleRow(Row):
    label_fr = short(
        gettext_lazy("Qui est-ce ?"),
        gettext_lazy("Sans nom de personne : « Couple, deux enfants »."),
    )
    on = of_day(gettext_lazy("Jour de la décision"))
    outcome = short(gettext_lazy("Ce que les règles doivent donner"))
    label_en = short(ENGLISH)
    more = ("label_en",)

    def __init__(self, cells: Cells, prefix: str, inputs: list[Mapping[str, Any]]) -> None:
        super().__init__(cells, prefix)
        for piece in inputs:
            if piece.get("name"):
                self.fields[f"{FIGURE}{piece['name']}"] = asked(piece)
        figures = [one for one in self.fields if one.startswith(FIGURE)]
        self.order_fields(["label_fr", "on", *figures, "outcome"])


def asked(piece: Mapping[str, Any]) -> forms.Field:
    """The field of an example for what an input asks."""
    label = capital((piece.get("label") or {}).get("fr") or piece["name"])
    kind = piece.get("kind")
    if kind == Kind.DATE:
        return of_day(label)
    if kind == Kind.FLAG:
        return one_of(label, [("", "–"), ("oui", _("oui")), ("non", _("non"))])
    if kind == Kind.CHOICE:
        known = [(one, said.get("fr", one)) for one, said in (piece.get("choices") or {}).items()]
        return one_of(label, [("", "–"), *known])
    return figure(f"{label} ({piece['unit']})" if piece.get("unit") else label)
