"""The helpers every template has."""

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from jinja2 import Environment, TemplateNotFound

from parvis.design.jinja import Folders, querystring


def made(source: str, **values: object) -> str:
    return str(engines["jinja2"].from_string(source).render(values))


def test_text_is_escaped_without_asking():
    assert made("{{ x }}", x="<b>") == "&lt;b&gt;"


def test_words_follow_the_language_of_the_page():
    source = "{{ d | date_words }} {{ n | number }} {{ o | size }} {{ language() }}"
    values = {"d": "2026-03-12", "n": 1234.5, "o": 1500}
    assert made(source, **values) == "12\u00a0mars 2026 1\u202f234,5 1,5\u00a0ko fr"
    with translation.override("en"):
        assert made(source, **values) == "12\u00a0March 2026 1,234.5 1.5\u00a0kB en"


def test_a_date_carries_its_machine_form():
    assert made("{{ '2026-03' | date }}") == '<time datetime="2026-03">mars 2026</time>'
    assert made("{{ 'jadis <b>' | date }}") == "jadis &lt;b&gt;"


def test_since_speaks_of_a_day_or_of_a_month():
    assert made("{{ '2026-03-12' | since }}").startswith("depuis le <time")
    assert made("{{ '2021-03' | since }}").startswith("depuis <time")
    assert made("{{ '<b>' | since }}") == "depuis &lt;b&gt;"


def test_what_is_said_with_a_value_escapes_it():
    assert made("{{ _('Classé %(order)s.', order='<b>') }}") == "Classé &lt;b&gt;."


def test_querystring_keeps_the_rest_and_starts_a_new_filter_at_page_one():
    asked = RequestFactory().get("/recherche?q=l'eau&theme=a&theme=b&page=4")
    assert querystring(asked, page=5) == "?q=l%27eau&theme=a&theme=b&page=5"
    assert querystring(asked, kind="sensor") == "?q=l%27eau&theme=a&theme=b&kind=sensor"
    assert querystring(asked, theme=None) == "?q=l%27eau"


@pytest.mark.parametrize("still_written", [False, True])
def test_a_template_that_no_room_has_is_looked_for_once_unless_it_may_still_come(
    tmp_path, still_written
):
    folder = Folders([tmp_path])
    env = Environment(loader=folder, autoescape=True, auto_reload=still_written)
    for _twice in range(2):
        with pytest.raises(TemplateNotFound):
            env.get_template("desk.html")
    (tmp_path / "desk.html").write_text("là")
    if still_written:
        assert env.get_template("desk.html").render() == "là"
    else:
        assert folder.absent == {"desk.html"}
    (tmp_path / "page.html").write_text("page")
    assert env.get_template("page.html").render() == "page"
