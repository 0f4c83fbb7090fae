"""Every component on one page, with invented content. To look at it: docs/en/design.md."""

from datetime import date, timedelta
from math import sin
from pathlib import Path
from typing import Any

from django import forms
from django.template import engines
from markupsafe import Markup

from parvis.design.charts import Series, bar_chart, line_chart
from parvis.design.dates import date_words
from parvis.design.graphs import Tie, draw_graph
from parvis.design.maps import Place, draw_map
from parvis.design.numbers import number
from parvis.design.svg import Drawing
from parvis.design.text import cut

TEMPLATE = Path(__file__).with_name("gallery.html")
HOME = Path(__file__).with_name("home.html")
STATES = [
    ("Preuve publiée", "good"),
    ("En cours", "watch"),
    ("Sans preuve", "none"),
    ("En retard", "bad"),
]
PROMISES = ["Bien commun", "Débat", "Gouvernance", "Référence", "Mes données", "Catalogue"]
PROMISES += ["Droits", "Culture", "Espace public et capteurs", "Comptes"]
LONG = "Indice de température ressentie dans les cours d’école et autour des arrêts de bus"


class Choice(forms.Form):
    """One field of each kind, sent empty."""

    name = forms.CharField(label="Nom de la fiche", help_text="Une phrase courte.")
    kind = forms.ChoiceField(
        label="Sorte", choices=[("a", "Donnée"), ("b", "Capteur")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Publier cette fiche", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)


def content() -> dict[str, Any]:
    """What the template shows; each value has the shape its macro documents."""
    return {
        "site_name": "Parvis",
        "site_tagline": "Les données de Rennes, expliquées",
        "nav": [
            {"title": "Trouver une donnée", "url": "/donnees/", "current": True},
            {"title": "Qu’est-ce qui m’entoure ?", "url": "/capteurs/"},
            {"title": "Mes données, mes droits", "url": "/mes-donnees/"},
            {"title": "Donner mon avis", "url": "/debats/"},
            {"title": "Nos engagements", "url": "/engagements/"},
        ],
        "alternate": "/en/gallery",
        "canonical": "/galerie",
        "base_url": "https://donnees.example",
        "footer_text": "Rennes Métropole répond de ce qui est publié ici.",
        "footer_links": [{"title": "Mentions", "url": "/m"}, {"title": "Aide", "url": "/b"}],
        "machine_links": [
            {"title": "Catalogue DCAT-AP", "url": "/catalog"},
            {"title": "Interface de programmation", "url": "/api/"},
        ],
        "source_url": "https://code.example/parvis",
        "agents_url": "/espace-agents/",
        "facts": [
            ("Qui en répond", "Direction de l’environnement"),
            {"term": "Depuis quand", "value": "mars 2021", "help": "cinq ans de mesures"},
            ("À quel rythme", "toutes les dix minutes"),
            {"term": "Sur les personnes", "value": "aucune information", "url": "#personnes"},
            ("Licence", "Licence ouverte 2.0"),
        ],
        "ties": [
            {"before": "Ce capteur alimente", "title": LONG, "url": "#1", "since": "2021-03"},
            {"before": "L’algorithme aide à décider", "title": "l’arrosage", "url": "#2"},
        ],
        "events": [
            {"date": "2026-03-12", "title": "Deux colonnes ajoutées", "url": "#", "by": "M. Roux"},
            {"date": "2025-11-01", "title": "Première publication", "text": "Avis du conseil."},
        ],
        "changes": [
            {"field": "Titre", "before": "Températures", "after": "Températures de l’air"},
            {"field": "Fréquence", "before": "", "after": "toutes les dix minutes"},
            {"field": "Contact", "before": "standard", "after": ""},
        ],
        "rows": [
            [{"text": "Rennes", "url": "#r"}, "41", "11,4", "à jour"],
            ["Cesson-Sévigné", "1 204", "10,9", "à jour"],
            ["Saint-Jacques-de-la-Lande", "7", "−0,5", "deux capteurs muets"],
        ],
        "href": "?page={}".format,
        **drawings(),
        "form": Choice({}),
        "facets": [
            {
                "title": "Thème",
                "items": [
                    {"title": "Environnement", "url": "#e", "count": 12, "current": True},
                    {"title": "Transports et déplacements", "url": "#t", "count": 1204},
                ],
            },
            {"title": "Vide", "items": []},
        ],
        "cards": [
            {"title": "Trouver une donnée", "url": "#1", "text": "Cartes, listes, mesures."},
            {"title": "Qu’est-ce qui m’entoure ?", "url": "#2", "text": "Capteurs et caméras."},
            {"title": "Mes données, mes droits", "url": "#3", "text": "Ce que l’on sait de vous."},
            {"title": "Donner mon avis", "url": "#4", "text": "Débats en cours."},
        ],
        "results": [
            {
                "title": LONG,
                "url": "#",
                "kind": "Jeu de données",
                "text": cut(LONG, 40),
                "meta": ["Mis à jour le 12 mars 2026", "Direction du climat"],
            },
            {"title": "Tree map", "url": "#", "text": "Every street tree.", "lang": "en"},
        ],
    }


def drawings() -> dict[str, Drawing]:
    days = [date(2026, 3, 1) + timedelta(days=day) for day in range(40)]
    street = [(day, 12 + 4 * sin(rank / 4)) for rank, day in enumerate(days)]
    park = [
        (day, None if 20 < rank < 24 else 10 + 3 * sin(rank / 4 - 0.4))
        for rank, day in enumerate(days)
    ]
    return {
        "line": line_chart(
            [Series("Rue de la Monnaie", street), Series("Parc du Thabor", park)],
            title="Température de l’air, du 1er mars au 9 avril 2026",
            description="La rue reste plus chaude que le parc, de deux degrés environ.",
            x_heading="Jour",
            x_format=date_words,
            y_format=lambda value: number(round(value, 1)) + " °C",
        ),
        "bars": bar_chart(
            [("Rennes", 41), ("Cesson-Sévigné", 18), ("Saint-Jacques-de-la-Lande", 7)],
            title="Capteurs par commune",
            description="Rennes porte plus de la moitié des capteurs.",
            heading="Commune",
            value_heading="Capteurs",
        ),
        "graph": draw_graph(
            "Températures de l’air",
            [
                Tie("est alimentée par", "Capteur du Thabor", incoming=True, url="#1"),
                Tie("est alimentée par", "Capteur de la rue de la Monnaie", incoming=True),
                Tie("est décrite par", "Contrat de mesure", incoming=True),
                Tie("aide à décider", "L’arrosage des parcs"),
                Tie("sert à", "L’engagement 1"),
            ],
            title="Ce qui touche cette donnée",
            description="Trois fiches y mènent, deux en partent.",
        ),
        "map": draw_map(
            [
                Place("Parc du Thabor", (-1.669, 48.114), value="11,2 °C", url="#thabor"),
                Place("Rue de la Monnaie", (-1.682, 48.111), value="13,4 °C", level=2),
                Place("Étang d’Apigné", (-1.741, 48.094), value="10,1 °C"),
            ],
            ground=[[(-1.75, 48.08), (-1.63, 48.08), (-1.62, 48.13), (-1.69, 48.15)]],
            title="Où sont les capteurs",
            description="Deux au centre de Rennes, un à l’ouest.",
            heading="Capteur",
            value_heading="Dernière mesure",
        ),
    }


def promises() -> list[dict[str, Any]]:
    """Ten invented promises with their states."""
    states = made("{% for w, l in s %}{{ ui.state(w, l) }}|{% endfor %}", s=STATES).split("|")[:-1]
    return [
        {"title": f"{title} : un engagement dit en une phrase", "url": f"#{n}", "state": Markup(s)}
        for n, (title, s) in enumerate(zip(PROMISES, states * 3, strict=False), start=1)
    ]


def made(source: str, **values: object) -> str:
    """A few components alone."""
    whole = '{% import "design/components.html" as ui %}' + source
    return str(engines["jinja2"].from_string(whole).render(values))


def page(template: Path = TEMPLATE) -> str:
    """The gallery, or the example of a home, as HTML."""
    source = engines["jinja2"].from_string(template.read_text(encoding="utf-8"))
    return str(source.render({**content(), "promises": promises()}))
