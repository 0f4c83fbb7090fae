"""The page about devices names every rule, with its severity and its article, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from parvis.public_space.rules import RULES

WORDS = {
    "en": {"error": "error", "warning": "warning"},
    "fr": {"error": "manquement", "warning": "à surveiller"},
}


@pytest.mark.parametrize("language", WORDS)
def test_the_table_of_rules_is_that_of_the_code(language):
    text = Path(f"docs/{language}/public-space.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `[a-z-]+` \w.*", text, re.MULTILINE)
    with translation.override(language):
        wanted = [
            f"| `{rule.name}` {gettext(rule.title)} | {WORDS[language][rule.severity]}"
            f" | {rule.article} |"
            for rule in RULES
        ]
    assert table == wanted
