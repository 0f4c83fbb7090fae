"""What a web process knows before its first visitor comes."""

from django.template import engines
from django.urls import get_resolver, reverse
from django.utils import translation

from parvis.design.warm import warm


def test_the_first_page_of_each_language_finds_its_addresses_and_templates_ready(db, settings):
    environment = engines["jinja2"].env
    environment.cache.clear()
    warm()
    with translation.override("en"):
        assert "en" in get_resolver()._reverse_dict  # what Django made of the addresses in English
        assert reverse("site:home") == "/en/"
    ready = {name for _loader, name in environment.cache}
    assert {"design/layout.html", "site/list.html", "site/record.html"} <= ready
    assert ready == set(environment.list_templates(extensions=["html"]))


def test_nothing_is_asked_of_the_database(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        warm()
