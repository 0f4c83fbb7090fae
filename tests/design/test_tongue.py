"""Words of another language inside a sentence carry theirs."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from parvis.design.tongue import tongue

OWN = ("la fin de l’année scolaire", "la fin")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2 years after la fin de l’année scolaire.",
         '2 years after <span lang="fr">la fin de l’année scolaire</span>.'),
        ("La fin of it", '<span lang="fr">La fin</span> of it'),
        ("voilà la finale", "voilà la finale"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_another_language_is_marked(text: str, told: str) -> None:
    assert tongue(text, OWN, "fr") == told


def test_nothing_that_people_write_becomes_markup() -> None:
    said = tongue('<b>"a & b"</b>', ("a & b",), 'fr"><script>')
    assert said == (
        '&lt;b&gt;&#34;<span lang="fr&#34;&gt;&lt;script&gt;">a &amp; b</span>&#34;&lt;/b&gt;'
    )


def test_a_text_in_the_reader_s_language_is_left_as_it_is() -> None:
    assert tongue("la fin", OWN, "") == "la fin"
    assert tongue(Markup("<i>x</i>"), (), "fr") == Markup("<i>x</i>")
