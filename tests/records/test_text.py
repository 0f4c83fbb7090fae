"""Descriptions written elsewhere, shown here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.records.text import clean_html, is_html, plain_text


def test_what_is_useful_is_kept() -> None:
    text = '<p>Les <b>arbres</b>, <a href="https://a.example/x">ici</a></p><ul><li>un</li></ul>'
    link = '<a href="https://a.example/x" rel="noopener nofollow">ici</a>'
    assert clean_html(text) == f"<p>Les <b>arbres</b>, {link}</p><ul><li>un</li></ul>"


@pytest.mark.parametrize(
    "text",
    [
        "<p>a<script>alert(1)</script></p>",
        '<p onclick="alert(1)" style="color:red" class="x">a</p>',
        '<p>a<img src="https://tracker.example/x.gif"></p>',
        "<div><p>a</p></div><style>p{}</style>",
        "<p>a<!-- note --></p>",
        "<p>a<svg><script>alert(1)</script></svg></p>",
    ],
)
def test_the_rest_is_taken_away(text: str) -> None:
    assert clean_html(text) == "<p>a</p>"


def test_addresses_that_run_something_are_taken_away() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "vbscript:x", "JAVA&#10;SCRIPT:x"):
        assert "href" not in clean_html(f'<a href="{address}">a</a>')


def test_titles_do_not_compete_with_the_page() -> None:
    assert clean_html("<h1>Un</h1><h2>Deux</h2>") == "<h3>Un</h3><h3>Deux</h3>"


def test_plain_text_becomes_paragraphs() -> None:
    assert not is_html("2 < 3 & 4 > 1")
    assert clean_html("2 < 3 & 4\nsuite\n\nautre") == (
        "<p>2 &lt; 3 &amp; 4<br>suite</p>\n<p>autre</p>"
    )
    assert clean_html("d&#x27;eau &lt;b&gt;") == "<p>d'eau &lt;b&gt;</p>"
    assert clean_html(" ") == ""


def test_the_words_alone() -> None:
    assert plain_text("<p>L’eau &amp; l’air</p><p>suite<br>fin</p>") == "L’eau & l’air\nsuite\nfin"
    assert plain_text("<table><tr><td>a</td><td>b</td></tr></table>") == "a b"
    assert plain_text("<p>a<script>alert(1)</script><style>x</style></p>") == "a"
    assert plain_text("2 < 3  et\n\n4 > 1") == "2 < 3 et\n4 > 1"
    assert plain_text("") == ""


def test_endless_nesting_costs_nothing() -> None:
    text = "<ul><li><b>mot</b>" * 20_000
    assert plain_text(text).startswith("mot\nmot")
    assert clean_html(text).startswith("<p>mot<br>mot")


@given(st.text("<>/abp script=\"'&;x!- \n", max_size=60))
def test_no_input_makes_markup_that_runs(text: str) -> None:
    shown = clean_html(text)
    assert "<script" not in shown
    assert clean_html(shown) == shown or not is_html(shown)
    assert isinstance(plain_text(text), str)
