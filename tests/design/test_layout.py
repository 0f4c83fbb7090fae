"""The page around every page."""

from pathlib import Path

import brotli
import pytest
from django.template import engines
from django.utils import translation

from tests.design.html import Page

STATIC = Path(__file__).parents[2] / "parvis/design/static/design"


def made(**values: object) -> str:
    source = '{% extends "design/layout.html" %}{% block main %}<h1>Bonjour</h1>{% endblock %}'
    return str(engines["jinja2"].from_string(source).render(values))


def test_the_layout_stands_with_no_value_given():
    html = made()
    page = Page(html)
    assert page.faults == []
    assert page.inline_code() == []
    assert '<html lang="fr">' in html
    assert 'action="/recherche"' in html
    assert "partiellement conforme" in html
    assert "nofollow" not in html


def test_in_english_its_own_links_go_under_en():
    with translation.override("en"):
        html = made()
    assert 'action="/en/recherche"' in html
    assert 'href="/en/accessibilite/"' in html
    assert "partially compliant" in html


def test_the_skip_link_leads_to_the_main_part():
    page = Page(made())
    links = [given for tag, given in page.elements if tag == "a"]
    assert links[0]["href"] == "#contenu"
    assert ("main", "contenu") in [(tag, given.get("id")) for tag, given in page.elements]


def test_the_other_language_is_a_link_and_a_head_link():
    html = made(alternate="/en/donnees/", base_url="https://d.example", canonical="/donnees/")
    assert '<link rel="alternate" hreflang="en" href="https://d.example/en/donnees/">' in html
    assert '<link rel="canonical" href="https://d.example/donnees/">' in html
    assert 'href="/en/donnees/" hreflang="en" lang="en" rel="alternate">English</a>' in html


def test_what_was_searched_stays_in_the_field():
    assert 'value="l&#39;eau &lt;b&gt;"' in made(query="l'eau <b>")


def test_the_city_brings_its_own_tokens_after_ours():
    html = made(theme_css="ville/tokens.css")
    assert html.index("design/parvis.css") < html.index("ville/tokens.css")


def test_the_frame_leaves_the_page_its_elements():
    """380 elements a page for grade A; svg counts as one (responsible-digital §2)."""
    nav = [{"title": f"Rubrique {n}", "url": "/"} for n in range(6)]
    page = Page(made(nav=nav, footer_links=nav, machine_links=nav, alternate="/en/"))
    drawn = {"path", "rect", "defs", "pattern"}
    assert len([tag for tag, _ in page.elements if tag not in drawn]) <= 90


def test_both_style_sheets_weigh_less_than_8_kb():
    weight = sum(len(brotli.compress(file.read_bytes())) for file in STATIC.glob("*.css"))
    assert weight <= 8_000


def test_the_mark_weighs_less_than_1_kb():
    mark = STATIC.parents[1] / "jinja2/design/mark.html"
    assert mark.stat().st_size <= 1_024
    assert (STATIC / "favicon.svg").stat().st_size <= 1_024


@pytest.mark.parametrize("sheet", ["tokens.css", "parvis.css"])
def test_a_sheet_asks_for_nothing_else(sheet):
    css = (STATIC / sheet).read_text()
    assert "url(" not in css
    assert "@import" not in css
    assert "@font-face" not in css
