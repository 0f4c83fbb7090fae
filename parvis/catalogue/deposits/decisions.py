"""The form of a decision on a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.catalogue.deposits.actions import Decided
from parvis.catalogue.deposits.gate import Decisions, suspected
from parvis.catalogue.deposits.models import PersonalDecision
from parvis.catalogue.deposits.words import WHY, examples
from parvis.lake.query.policy import LEAST, MOST
from parvis.lake.reading.blur import BLURS, GEOMETRY, SHAPE, kind_of

Measure = PersonalDecision.Measure
EXAMPLES = 3  # values by which one sees what a column says
USUAL = 11  # rows of the smallest group, as national statistics often have it


class DecisionForm(forms.Form):
    measure = forms.ChoiceField(
        label=gettext_lazy("Décision"), required=False, widget=forms.RadioSelect
    )
    blur = forms.ChoiceField(
        label=gettext_lazy("Précision gardée"), required=False,
        help_text=gettext_lazy("Si la colonne est rendue moins précise."),
    )  # fmt: skip
    least = forms.IntegerField(
        label=gettext_lazy("Plus petit groupe publié"), required=False, min_value=LEAST,
        max_value=MOST, initial=USUAL,
        help_text=gettext_lazy("Si les lignes sont comptées : les groupes plus petits sont tus."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Gardé avec la décision, et montré au producteur."),
    )  # fmt: skip

    def __init__(self, *args: Any, column: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column: str = column["title"]
        self.why: str = column.get("why", "")
        self.examples: str = ", ".join(column.get("examples", ()))
        kind = kind_of(column["type"])
        known = self.initial.get("blur")  # of a value told as text since, perhaps
        blurs = [
            (name, _(one.label))
            for name, one in BLURS.items()
            if kind and (one.fits(kind) or name == known)
        ]
        measures = [("", _("pas encore décidé")), *Measure.choices]
        if not blurs:
            del self.fields["blur"]
            measures = [each for each in measures if each[0] != Measure.BLUR]
        else:
            self.fields["blur"].choices = [("", "—"), *blurs]  # type: ignore[attr-defined]
        self.fields["measure"].choices = measures  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        measure = values.get("measure")
        if measure and not (values.get("reason") or "").strip():
            self.add_error("reason", _("Dites pourquoi, en une phrase."))
        if measure == Measure.BLUR and not values.get("blur"):
            self.add_error("blur", _("Choisissez la précision gardée."))
        if measure == Measure.COUNT and not values.get("least") and "least" not in self.errors:
            self.add_error("least", _("Dites combien de lignes compte le plus petit groupe."))
        return values

    @property
    def said(self) -> Decided:
        """What it says, once it is valid; only what its measure needs."""
        values, measure = self.cleaned_data, self.cleaned_data["measure"]
        blur = values.get("blur", "") if measure == Measure.BLUR else ""
        least = values["least"] if measure == Measure.COUNT else 0
        return Decided(self.column, measure, values["reason"].strip(), blur, least)

    @property
    def same(self) -> bool:
        """Whether that is what was decided before."""
        before = self.initial
        known = Decided(
            self.column, before.get("measure", ""), before.get("reason", ""),
            before.get("blur", ""), before.get("least", 0),
        )  # fmt: skip
        return self.said == known


def decision_forms(read: Mapping[str, Any], decisions: Decisions, given: Any) -> list[DecisionForm]:
    """One for each column that may tell of people, to decide or to decide anew; those left out by
    a decision are not read, so that they can't be told less precisely."""
    columns = {each["title"]: dict(each) for each in read["columns"]}
    asked = suspected(read, decisions)
    if SHAPE in asked:
        columns[SHAPE] = {"title": SHAPE, "type": GEOMETRY.name}
    absent = [title for title in decisions if title not in columns]
    columns |= {title: {"title": title, "type": ""} for title in absent}
    people = [*asked, *absent]
    profiles = {each["name"]: each["personal"] for each in read["profile"]["columns"]}
    values = examples(read)
    for one in columns.values():
        why = profiles.get(one.get("name")) or ("place" if one["title"] in asked else "")
        one["why"] = WHY[why]() if why else ""
        one["examples"] = values.get(one.get("name", ""), [])[:EXAMPLES]
    return [
        DecisionForm(
            given, column=columns[title], prefix=f"c{number}", initial=decided(decisions.get(title))
        )
        for number, title in enumerate(people)
    ]


def decided(one: PersonalDecision | None) -> dict[str, Any]:
    """A form left so says nothing new."""
    if one is None:
        return {}
    said = {"measure": one.measure, "reason": one.reason, "blur": one.blur}
    return said | ({"least": one.least} if one.least else {})


def said_in(found: Iterable[DecisionForm]) -> list[Decided]:
    """What is decided now: nothing of a form that says what was decided before."""
    return [form.said for form in found if form.said.measure and not form.same]
