"""Days and lists at the desk, as French and English write them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from parvis.design import spoken

PACKAGE = Path(__file__).parents[2] / "parvis"
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.*"))
# `date` of Django knows no « 1er »; for the `datetime` attribute, "c" is what machines read
IN_FIGURES = re.compile(r"\|\s*(?:date|time)\b(?!:[\"']c[\"'])")
DAY, MOMENT = dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 8, 5, tzinfo=dt.UTC)


def written(filter_: str, value: object) -> str:
    template = engines["django"].from_string("{{ value|" + filter_ + "|default:'–' }}")
    return template.render({"value": value}).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("filter_", "value", "french", "english"),
    [
        ("in_words", DAY, "1er mars 2026", "1 March 2026"),
        ("in_words", MOMENT, "1er mars 2026", "1 March 2026"),
        ("in_words", dt.datetime(2026, 2, 28, 23, 30, tzinfo=dt.UTC), "1er mars 2026",
         "1 March 2026"),
        ("moment", MOMENT, "1er mars 2026 à 9 h 05", "1 March 2026 at 09:05"),
        ("in_words", None, "–", "–"),
        ("moment", None, "–", "–"),
    ],
)  # fmt: skip
def test_a_template_says_a_day_as_people_write_it(
    filter_: str, value: object, french: str, english: str
) -> None:
    assert written(filter_, value) == french
    with translation.override("en"):
        assert written(filter_, value) == english


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: f"{page.parts[-3]}/{page.name}")
def test_no_template_says_a_day_in_another_way(page: Path) -> None:
    assert IN_FIGURES.findall(page.read_text(encoding="utf-8")) == []


def test_the_ways_that_are_forbidden_are_found() -> None:
    for said in ('{{ day|date:"j F Y" }}', "{{ day|date }}", '{{ day | date:"DATE_FORMAT" }}'):
        assert IN_FIGURES.search(said)
    assert not IN_FIGURES.search('{{ day|date:"c" }}')


def test_words_of_somebody_are_between_the_marks_of_the_language() -> None:
    assert spoken.quoted("Servir") == "« Servir »"
    with translation.override("en"):
        assert spoken.quoted("Servir") == "“Servir”"
