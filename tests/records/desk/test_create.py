"""Beginning a record: for whom one writes is chosen, never guessed nor locked."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db
ADD = "/espace-agents/fiches/dataset/add/"


def organisation(page):
    """(names offered, the one chosen, locked?) of the field "Organisation responsable"."""
    bound = page.context["form"]["organisation"]
    names = [label for value, label in bound.field.choices if value]
    return names, bound.initial, bound.field.disabled


def test_one_chooses_among_all_the_organisations_one_writes_for(town, signed):
    names, chosen, locked = organisation(signed(town.chief).get(ADD))
    assert names == ["Direction des jardins", "Métropole d’essai"]
    assert (chosen, locked) == (None, False)


def test_the_only_organisation_is_chosen_already(town, signed):
    names, chosen, locked = organisation(signed(town.writer).get(ADD))
    assert names == ["Direction des jardins"]
    assert (chosen, locked) == (town.here, False)
    text = signed(town.writer).get(ADD).content.decode()
    assert f'<option value="{town.here.pk}" selected>' in text
