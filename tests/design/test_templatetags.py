"""A page in Django's template language wears the same layout."""

from django import forms
from django.template import engines
from django.test import RequestFactory

from tests.design.html import Page

SOURCE = """{% load design %}{% page %}{% title %}Entrer &amp; <b>lire</b>{% endtitle %}
<h1>{% block heading %}Se connecter{% endblock %}</h1>{{ told }}{% fields form %}{% endpage %}"""


class Entry(forms.Form):
    name = forms.CharField(label="Votre nom")


def test_a_django_page_has_the_layout_and_the_fields():
    told = {"form": Entry({}), "told": "<i>"}
    made = engines["django"].from_string(SOURCE).render(told, RequestFactory().get("/"))
    page = Page(made)
    assert page.faults == []
    assert made.count("<!doctype html>") == 1
    assert "<title>Entrer &amp; lire – " in made
    assert "<h1>Se connecter</h1>&lt;i&gt;" in made
    assert 'href="#id_name"' in made
    assert 'aria-describedby="id_name_error"' in made
