"""The form by which a producer says what tells one row of a data set from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.catalogue.deposits import actions, place, reading, words
from parvis.catalogue.deposits.models import Deposit
from parvis.catalogue.rows.cells import number
from parvis.catalogue.rows.keys import KeyProblem

OFFERED = 60  # columns among which one chooses
GUESS, COLUMNS, NONE = "guess", "columns", "none"


class KeyForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("Pour comparer deux versions"), widget=forms.RadioSelect,
        choices=[
            (GUESS, _("deviner chaque fois à quoi une ligne se reconnaît")),
            (COLUMNS, _("reconnaître une ligne aux colonnes cochées")),
            (NONE, _("ne pas comparer les lignes : rien ne les distingue")),
        ],
    )  # fmt: skip

    def __init__(self, deposit: Deposit, read: Mapping[str, Any], data: Any = None) -> None:
        self.deposit = deposit
        noted = place.noted_key(deposit.key, deposit.reading)
        proposed, chosen = noted.get("proposed", []), reading.key_of(deposit)
        marked = proposed if chosen is None else chosen
        kind = GUESS if chosen is None else COLUMNS if chosen else NONE
        super().__init__(data, initial={"choice": kind, "key": marked})
        self.fields["key"] = forms.MultipleChoiceField(
            label=_("Colonnes qui désignent une ligne"), required=False,
            widget=forms.CheckboxSelectMultiple, choices=offered(read, marked),
            help_text=self.proposal(read, proposed, chosen),
        )  # fmt: skip
        self.more = max(0, len(read["columns"]) - OFFERED)

    def proposal(self, read: Mapping[str, Any], proposed: list[str], chosen: Any) -> str:
        if chosen:
            return ""
        if not proposed:
            return gettext("Nous n’en avons trouvé aucune qui distingue toutes les lignes.")
        said = gettext("Proposé : %(why)s")
        return said % {"why": words.key_words(read, proposed)}

    def save(self, user: Any) -> bool:
        """Whether it was kept; what is wrong is said at the field."""
        if not self.is_valid():
            return False
        titles = {GUESS: None, NONE: []}.get(self.cleaned_data["choice"], self.cleaned_data["key"])
        if self.cleaned_data["choice"] == COLUMNS and not titles:
            self.add_error("key", gettext("Cochez au moins une colonne."))
            return False
        try:
            actions.choose_key(user, self.deposit, titles)
        except KeyProblem as problem:
            self.add_error("key", problem.sentence(gettext))
            return False
        return True


def offered(read: Mapping[str, Any], marked: list[str]) -> list[tuple[str, str]]:
    """The first columns, and those that are marked; each with the cells that are empty."""
    nulls = {one["name"]: one["nulls"] for one in read["profile"]["columns"]}
    found = []
    for rank, one in enumerate(read["columns"]):
        if rank < OFFERED or one["title"] in marked:
            empty = nulls[one["name"]]
            told = gettext("%(title)s (cellules vides : %(count)s)") if empty else "%(title)s"
            found.append((one["title"], told % {"title": one["title"], "count": number(empty)}))
    return found
