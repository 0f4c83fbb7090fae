"""How many, in each language."""

from __future__ import annotations

import pytest
from django.utils.translation import ngettext, override


@pytest.mark.parametrize(("number", "said"), [(0, "rien lu"), (1, "rien lu"), (2, "choses lues")])
def test_french_counts_zero_and_one_alike(number, said):
    with override("fr"):
        assert ngettext("rien lu", "choses lues", number) == said


def test_a_sentence_of_ours_follows():
    with override("fr"):
        told = ngettext("%(n)s ligne refusée", "%(n)s lignes refusées", 0) % {"n": 0}
    assert told == "0 ligne refusée"


def test_english_keeps_its_own_rule():
    with override("en"):
        assert ngettext("one thing", "things", 0) == "things"
