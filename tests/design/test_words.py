"""Numbers, weights, dates and plain text, as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from parvis.design.dates import date_machine, date_words, moment_words
from parvis.design.numbers import number, size
from parvis.design.text import capital, cited, cut, french_spaces, plain

RENNES = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0", "0"),
        (483000, "483\u202f000", "483,000"),
        (-1234.5, "−1\u202f234,5", "−1,234.5"),
        (1.0, "1", "1"),
        (-0.0, "0", "0"),
        (0.1 + 0.2, "0,3", "0.3"),
        (Decimal("12.50"), "12,5", "12.5"),
        (None, "–", "–"),
        (float("nan"), "–", "–"),
        (float("inf"), "–", "–"),
    ],
)
def test_number(value, french, english):
    assert number(value) == french
    assert number(value, language="en") == english


def test_number_with_fixed_decimals():
    assert number(3, 2) == "3,00"
    assert number(-0.001, 1) == "0,0"
    assert number(Decimal("2.345"), 1) == "2,3"


@given(st.floats() | st.integers() | st.none())
def test_any_number_has_words(value):
    assert number(value)


@pytest.mark.parametrize(
    ("octets", "french", "english"),
    [
        (0, "0\u00a0octet", "0\u00a0byte"),
        (1, "1\u00a0octet", "1\u00a0byte"),
        (812, "812\u00a0octets", "812\u00a0bytes"),
        (999, "999\u00a0octets", "999\u00a0bytes"),
        (1_000, "1\u00a0ko", "1\u00a0kB"),
        (1_449_000, "1,4\u00a0Mo", "1.4\u00a0MB"),
        (999_999, "1\u00a0Mo", "1\u00a0MB"),
        (52_300_000_000, "52\u00a0Go", "52\u00a0GB"),
        (9 * 10**15, "9\u202f000\u00a0To", "9,000\u00a0TB"),
        (None, "–", "–"),
        (-1, "–", "–"),
    ],
)
def test_size(octets, french, english):
    assert size(octets) == french
    assert size(octets, "en") == english


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (date(2026, 3, 12), "12\u00a0mars 2026", "12\u00a0March 2026"),
        (date(2026, 3, 1), "1er\u00a0mars 2026", "1\u00a0March 2026"),
        ("2026-03-12", "12\u00a0mars 2026", "12\u00a0March 2026"),
        ("2026-03", "mars 2026", "March 2026"),
        ("2026", "2026", "2026"),
        ("2026-13", "2026-13", "2026-13"),
        ("printemps 2019", "printemps 2019", "printemps 2019"),
        ("2026-02-31", "2026-02-31", "2026-02-31"),
        ("", "–", "–"),
        (None, "–", "–"),
    ],
)
def test_date_words(value, french, english):
    assert date_words(value) == french
    assert date_words(value, "en") == english


def test_a_moment_is_told_on_the_calendar_of_the_territory():
    late = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    assert date_words(late, zone=RENNES) == "13\u00a0mars 2026"
    assert date_words("2026-03-12T23:30:00Z", zone=RENNES) == "13\u00a0mars 2026"
    assert moment_words(late, zone=RENNES) == "13\u00a0mars 2026 à 0\u00a0h\u00a030"
    assert moment_words(late, "en", RENNES) == "13\u00a0March 2026 at 00:30"


def test_an_unknown_language_reads_french():
    assert date_words(date(2026, 3, 12), "xx-zz") == "12\u00a0mars 2026"


def test_date_machine_gives_only_what_a_machine_reads():
    assert date_machine(date(2026, 3, 12)) == "2026-03-12"
    assert date_machine("2026-03") == "2026-03"
    assert date_machine("printemps 2019") == ""
    assert date_machine(None) == ""


@given(st.text() | st.dates() | st.datetimes())
def test_any_date_or_text_has_words(value):
    assert date_words(value)
    date_machine(value)


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<p>Un</p><p>Deux&nbsp;trois</p>", "Un Deux trois"),
        ("<script>alert(1)</script>a<style>b</style>", "a"),
        ("a &lt;b&gt;", "a <b>"),
        ("gr<b>as</b>", "gras"),
        ("<ul><li>un<li>deux</ul>", "un deux"),
        (None, ""),
    ],
)
def test_plain(html, read):
    assert plain(html) == read


@given(st.text())
def test_plain_takes_any_text(html):
    assert "\n" not in plain(html)


def test_cut_between_words():
    assert cut("Les arbres des rues", 12) == "Les arbres…"
    assert cut("Les arbres", 12) == "Les arbres"
    assert cut("anticonstitutionnellement", 10) == "anticonst…"


@given(st.text(), st.integers(1, 40))
def test_cut_never_goes_beyond(words, length):
    assert len(cut(words, length)) <= length


def test_french_spaces_do_not_break_a_line():
    given = "Où ? Ici : « là » ; non !"
    expected = "Où\u00a0? Ici\u00a0: «\u00a0là\u00a0»\u00a0; non\u00a0!"
    assert french_spaces(given) == expected
    assert french_spaces(expected) == expected
    assert french_spaces("https://a.example/b?c=d:e") == "https://a.example/b?c=d:e"


def test_a_first_capital_leaves_the_other_letters() -> None:
    assert capital("analyse d’impact (AIPD), à Rennes") == "Analyse d’impact (AIPD), à Rennes"
    assert capital("") == ""
    assert capital(gettext_lazy("accueil")) == "Accueil"
    assert escape(capital(Markup("<b>oui</b>"))) == "<b>oui</b>"


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("", ""),
        ("RGPD, art. 12(2) et 12(6)", "GDPR, art. 12(2) and 12(6)"),
        ("RGPD, art. 15(1) et 16 à 21", "GDPR, art. 15(1) and 16 to 21"),
        ("RGPD, art. 15(4) et considérant 63", "GDPR, art. 15(4) and recital 63"),
        ("RGPD, art. 22(1) et LIL, art. 47", "GDPR, art. 22(1) and Act 78-17, art. 47"),
        ("RGPD, art. 12(6)\xa0; décret 2019-536", "GDPR, art. 12(6); Decree 2019-536"),
        ("loi 78-17, art. 84 à 86", "Act 78-17, art. 84 to 86"),
        (
            "règlement (UE) 2024/1689, art. 49 et annexe VIII, C",
            "Regulation (EU) 2024/1689, art. 49 and Annex VIII, C",
        ),
        ("CRPA, L.412-1 à L.412-8", "CRPA, L.412-1 to L.412-8"),
    ],
)
def test_a_reference_to_a_text_of_law(french, english):
    assert cited(french, "fr") == french
    assert cited(french, "en") == english
