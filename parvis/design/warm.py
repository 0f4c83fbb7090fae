"""What the first page of each language would cost who asks for it, done before anyone asks."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.urls import reverse
from django.utils import translation

from parvis.design.dates import date_words
from parvis.design.numbers import number


def warm() -> None:
    """Addresses, sentences and words of dates of each language are read, templates compiled.

    Opens no connection and starts no thread: web workers are forks of who called it.
    """
    for language, _name in settings.LANGUAGES:
        with translation.override(language):  # reads its sentences
            reverse("site:home")
            date_words(date(2026, 1, 1), language)
            number(1234.5, language=language)
    for engine in engines.all():
        if isinstance(engine, Jinja2):
            for name in engine.env.list_templates(extensions=["html"]):
                engine.env.get_template(name)
