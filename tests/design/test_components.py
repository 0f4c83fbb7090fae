"""The gallery: every component at once, held to what each page promises."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils import translation

from tests.design import gallery
from tests.design.gallery import made
from tests.design.html import Page

COMPONENTS = Path(gallery.__file__).parents[2] / "parvis/design/jinja2/design/components.html"
HOSTILE = "<img src=x onerror=alert(1)>\"'&"


@pytest.fixture(scope="module", params=[gallery.TEMPLATE, gallery.HOME], ids=["gallery", "home"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(gallery.page(request.param))


def test_every_element_is_closed_and_every_id_alone(page):
    assert page.faults == []
    assert page.repeated_ids() == []


def test_nothing_is_inline_that_the_security_policy_refuses(page):
    assert page.inline_code() == []


def test_every_reference_inside_the_page_finds_its_element(page):
    ids = set(page.values("id"))
    named = " ".join(page.values("aria-describedby") + page.values("aria-labelledby")).split()
    assert set(named) <= ids
    assert set(page.values("for")) <= ids


def test_every_field_has_a_name_for_the_ear(page):
    labelled = set(page.values("for"))
    for tag, given in page.elements:
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            assert given.get("id") in labelled or "aria-label" in given, given


def test_headings_skip_no_level(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_nothing_is_ticked_beforehand(page):
    assert page.values("checked") == []


def test_the_gallery_shows_every_component():
    templates = (gallery.TEMPLATE, gallery.HOME, COMPONENTS.with_name("error.html"))
    shown = "".join(template.read_text() for template in templates)
    macros = re.findall(r"{% macro ([a-z]\w*)", COMPONENTS.read_text())
    unused = {name for name in macros if f"ui.{name}(" not in shown}
    assert unused <= {"form_field", "error_summary"}, "form_fields shows both"


def test_the_gallery_speaks_english_under_en():
    with translation.override("en"):
        html = gallery.page()
    assert '<html lang="en">' in html
    assert "Skip to content" in html
    assert "12\u00a0March 2026" in html
    for french in ("Aller au contenu", "Précédente", "facultatif", "Maintenant"):
        assert french not in html


@pytest.mark.parametrize(
    "source",
    [
        "{{ ui.headline(x, x, x) }}",
        "{{ ui.summary_list([(x, x), {'term': x, 'value': x, 'url': x, 'help': x}]) }}",
        "{{ ui.tags([x, {'title': x, 'url': x}], x) }}",
        "{{ ui.state(x, x) }}",
        "{{ ui.cards([{'title': x, 'url': x, 'text': x, 'kind': x}]) }}",
        "{{ ui.result({'title': x, 'url': x, 'text': x, 'kind': x, 'meta': [x], 'lang': x}) }}",
        "{{ ui.table(x, [x], [[x, {'text': x, 'url': x}]], key=x, note=x) }}",
        "{{ ui.timeline([{'date': x, 'title': x, 'url': x, 'text': x, 'by': x}]) }}",
        "{{ ui.diff([{'field': x, 'before': x, 'after': x}]) }}",
        "{{ ui.breadcrumb([{'title': x, 'url': x}]) }}",
        "{{ ui.facets([{'title': x, 'items': [{'title': x, 'url': x, 'count': 1}]}]) }}",
        "{{ ui.active_filters([{'text': x, 'url': x}], x) }}",
        "{{ ui.empty(x, x, [{'title': x, 'url': x}]) }}",
        "{{ ui.error_summary([{'text': x, 'url': x}], x) }}",
        "{{ ui.input(x, x, x, x, x) }}{{ ui.textarea(x, x, x, x, x) }}",
        "{{ ui.select(x, x, [(x, x)], x, x, x) }}{{ ui.choices(x, x, [(x, x)], [x], x, x) }}",
        "{{ ui.ties([{'before': x, 'title': x, 'url': x, 'after': x, 'since': x}]) }}",
        "{{ ui.hero(x, x, x, x, x, x) }}{{ ui.stones([{'title': x, 'url': x, 'state': x}]) }}",
        "{{ ui.search(x, x, x, x) }}{{ ui.sorting(x, [{'title': x, 'url': x}]) }}",
        "{{ ui.link_button(x, x) }}{{ ui.button(x, x, x) }}",
        "{% call ui.notice('good', x) %}{{ x }}{% endcall %}",
        "{% call ui.details(x) %}{{ x }}{% endcall %}",
        "{{ ui.pagination(2, 3, href) }}",
    ],
)
def test_a_component_lets_no_text_become_markup(source):
    html = made(source, x=HOSTILE, href=lambda _: HOSTILE)
    page = Page(html)
    assert "onerror" in html
    assert page.faults == []
    assert page.inline_code() == []
    assert "img" not in [tag for tag, _ in page.elements]


def test_a_fact_without_a_value_is_left_out():
    html = made("{{ ui.summary_list([('Licence', none), ('Rythme', ''), ('Nombre', 0)]) }}")
    assert "Licence" not in html
    assert "Rythme" not in html
    assert "<dd>0</dd>" in html


@pytest.mark.parametrize(
    ("number", "pages", "expected"),
    [
        (1, 1, []),
        (1, 2, ["1", "2"]),
        (2, 2, ["1", "2"]),
        (1, 9, ["1", "2", "…", "9"]),
        (5, 9, ["1", "…", "4", "5", "6", "…", "9"]),
        (9, 9, ["1", "…", "8", "9"]),
        (1, 4, ["1", "2", "3", "4"]),
        (4, 9, ["1", "2", "3", "4", "5", "…", "9"]),
    ],
)
def test_pages_near_and_at_both_ends(number, pages, expected):
    html = made("{{ ui.pagination(n, p, '?page={}'.format) }}", n=number, p=pages)
    assert re.findall(r"(?:</span>|true\">)(\d+|…)<", html) == expected
    assert html.count('aria-current="page"') == (pages > 1)


def test_a_removed_value_is_said_in_words_not_in_colour_alone():
    html = made("{{ ui.diff([{'field': 'Contact', 'before': 'standard', 'after': ''}]) }}")
    assert "Retiré" in html
    assert "Maintenant" not in html


def test_a_wrong_field_ties_its_help_and_its_error():
    html = made("{{ ui.input('age', 'Âge', help='En années.', error='Écrivez un nombre.') }}")
    assert 'aria-describedby="id_age_helptext id_age_error" aria-invalid="true"' in html


def test_a_good_field_ties_nothing():
    html = made("{{ ui.input('age', 'Âge') }}")
    assert "aria-" not in html
