"""The two pages of documentation name every component and every helper."""

import re
from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).parents[2]
HELPERS = {"url", "static", "language", "querystring"}
FILTERS = {"date", "date_words", "moment_words", "since", "number", "size", "plain", "cut"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_component_and_helper_is_named(language):
    told = (ROOT / f"docs/{language}/design.md").read_text()
    components = (ROOT / "parvis/design/jinja2/design/components.html").read_text()
    layout = (ROOT / "parvis/design/jinja2/design/layout.html").read_text()
    names = set(re.findall(r"{% macro ([a-z]\w*)", components))
    names |= set(re.findall(r"{% block (\w+)", layout)) | FILTERS
    assert {name for name in names if f"`{name}`" not in told} == set()
    assert {name for name in HELPERS if f"`{name}(" not in told} == set()


def test_the_helpers_named_are_those_of_the_environment():
    env = engines["jinja2"].env
    assert set(env.globals) >= HELPERS
    assert set(env.filters) >= FILTERS
