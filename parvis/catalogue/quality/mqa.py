"""The Metadata Quality Assessment of data.europa.eu: 405 points in five dimensions.

Each indicator is a share of a population times a weight: of data sets, of distributions, or of
the two values (format, media type) of each distribution. A catalogue is the sum of its data
sets' counts (`Tally`), so one pass over them gives its score with nothing kept in memory.

Compliance with DCAT-AP is our own quick check: a title, a description and, for each distribution,
an access address, which is all DCAT-AP 3.0.1 makes mandatory for them. That the export as a whole
conforms is proved apart, by DCAT-AP's own shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from parvis.catalogue import vocabulary
from parvis.catalogue.quality.criterion import Criterion
from parvis.catalogue.quality.described import Described, Form
from parvis.records.problems import gettext_noop as _

Dimension = Literal[
    "findability", "accessibility", "interoperability", "reusability", "contextuality"
]
Count = tuple[int, int]  # kept, of how many
MOST = 405
ANSWERING = frozenset({"access_url_answers", "download_url_answers"})  # known once asked only
# least points of each rating, best first
RATINGS = (("excellent", 351), ("good", 221), ("sufficient", 121), ("bad", 0))
DIMENSIONS: dict[Dimension, str] = {
    "findability": _("Facile à trouver"),
    "accessibility": _("Facile à obtenir"),
    "interoperability": _("Lisible par des programmes"),
    "reusability": _("Réutilisable en droit"),
    "contextuality": _("Bien située"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the assessment: its weight, how it is counted, what is said of it."""

    name: str
    dimension: Dimension
    weight: int
    count: Callable[[Described], Count]
    sentence: str
    todo: str
    field: str


def of_set(test: Callable[[Described], bool]) -> Callable[[Described], Count]:
    return lambda it: (int(test(it)), 1)


def of_forms(test: Callable[[Form], bool]) -> Callable[[Described], Count]:
    return lambda it: (sum(map(test, it.forms)), len(it.forms))


def from_lists(it: Described) -> Count:
    """Formats of the European list and media types of IANA, two values a distribution."""
    kept = sum(form.format.startswith(vocabulary.FILE_TYPE) for form in it.forms)
    kept += sum(form.media_type.startswith(vocabulary.MEDIA_TYPE) for form in it.forms)
    return kept, 2 * len(it.forms)


def opening(it: Described) -> Count:
    """Over the forms whose access address was asked."""
    asked = [form.opens for form in it.forms if form.opens is not None]
    return sum(asked), len(asked)


def downloading(it: Described) -> Count:
    """Over the forms whose download address was asked, and those that have none."""
    asked = [
        bool(form.downloads)
        for form in it.forms
        if form.downloads is not None or not form.download_url
    ]
    return sum(asked), len(asked)


def unmeasured(it: Described) -> frozenset[str]:
    """The indicators that nothing measures yet: it has addresses, of which none was asked."""
    if not it.forms:
        return frozenset()
    counts = {"access_url_answers": opening(it), "download_url_answers": downloading(it)}
    return frozenset(name for name, (_kept, asked) in counts.items() if not asked)


def complies(it: Described) -> bool:
    return bool(it.title and it.description and all(form.access_url for form in it.forms))


def known_licence(form: Form) -> bool:
    return vocabulary.term("licence", form.licence) is not None


def known_access(it: Described) -> bool:
    return vocabulary.term("access-right", it.access_rights) is not None


INDICATORS = (
    Indicator(
        "keyword", "findability", 30, of_set(lambda it: it.keywords),
        _("Des mots-clés aident à trouver ces données."),
        _("Ajoutez quelques mots-clés."), "keywords",
    ),
    Indicator(
        "theme", "findability", 30, of_set(lambda it: it.themes),
        _("Un thème range ces données."), _("Choisissez un thème."), "themes",
    ),
    Indicator(
        "spatial", "findability", 20, of_set(lambda it: it.spatial),
        _("Le territoire couvert est dit."),
        _("Dites quel territoire ces données couvrent."), "spatial",
    ),
    Indicator(
        "temporal", "findability", 20, of_set(lambda it: it.temporal),
        _("La période couverte est dite."),
        _("Dites de quand à quand vont ces données."), "temporal",
    ),
    Indicator(
        "access_url_answers", "accessibility", 50, opening,
        _("Les adresses d’accès répondent."),
        _("Corrigez ou retirez les adresses qui ne répondent plus."), "distributions",
    ),
    Indicator(
        "download_url", "accessibility", 20, of_forms(lambda form: bool(form.download_url)),
        _("Les fichiers ont une adresse de téléchargement."),
        _("Donnez l’adresse où le fichier se télécharge directement."), "distributions",
    ),
    Indicator(
        "download_url_answers", "accessibility", 30, downloading,
        _("Les téléchargements répondent."),
        _("Corrigez les adresses de téléchargement qui ne répondent plus."), "distributions",
    ),
    Indicator(
        "format", "interoperability", 20, of_forms(lambda form: bool(form.format)),
        _("Le format de chaque fichier est dit."),
        _("Dites le format de chaque fichier."), "distributions",
    ),
    Indicator(
        "media_type", "interoperability", 10, of_forms(lambda form: bool(form.media_type)),
        _("Le type de chaque fichier est dit."),
        _("Dites le type de chaque fichier."), "distributions",
    ),
    Indicator(
        "from_lists", "interoperability", 10, from_lists,
        _("Formats et types viennent des listes européennes."),
        _("Choisissez formats et types dans les listes proposées."), "distributions",
    ),
    Indicator(
        "non_proprietary", "interoperability", 20, of_forms(lambda form: form.allowed.free),
        _("Les formats n’appartiennent à aucune entreprise."),
        _("Ajoutez un format libre, par exemple CSV ou GeoJSON."), "distributions",
    ),
    Indicator(
        "machine_readable", "interoperability", 20, of_forms(lambda form: form.allowed.machine),
        _("Un programme peut lire les fichiers."),
        _("Publiez des tableaux plutôt que des pages ou des images."), "distributions",
    ),
    Indicator(
        "dcat_ap", "interoperability", 30, of_set(complies),
        _("La fiche suit la norme européenne DCAT-AP."),
        _("Écrivez une description, et l’adresse d’accès de chaque fichier."), "summary",
    ),
    Indicator(
        "licence", "reusability", 20, of_forms(lambda form: bool(form.licence)),
        _("La licence est dite."),
        _("Choisissez une licence : sans elle, personne ne peut réutiliser."), "licence",
    ),
    Indicator(
        "known_licence", "reusability", 10, of_forms(known_licence),
        _("La licence est de celles que l’Europe connaît."),
        _("Choisissez la licence dans la liste proposée."), "licence",
    ),
    Indicator(
        "access_rights", "reusability", 10, of_set(lambda it: bool(it.access_rights)),
        _("On sait qui peut obtenir ces données."),
        _("Dites qui peut obtenir ces données."), "access_level",
    ),
    Indicator(
        "known_access", "reusability", 5, of_set(known_access),
        _("Les conditions d’accès viennent de la liste européenne."),
        _("Choisissez les conditions d’accès dans la liste proposée."), "access_level",
    ),
    Indicator(
        "contact", "reusability", 20, of_set(lambda it: it.contacts),
        _("On sait à qui écrire."),
        _("Donnez une adresse où poser des questions."), "contacts",
    ),
    Indicator(
        "publisher", "reusability", 10, of_set(lambda it: it.publisher),
        _("On sait qui publie."),
        _("Dites quelle organisation publie ces données."), "organisation",
    ),
    Indicator(
        "rights", "contextuality", 5, of_forms(lambda form: form.rights),
        _("Les droits sur les fichiers sont précisés."),
        _("Précisez les droits sur chaque fichier."), "distributions",
    ),
    Indicator(
        "byte_size", "contextuality", 5, of_forms(lambda form: form.byte_size is not None),
        _("La taille des fichiers est dite."),
        _("Dites la taille de chaque fichier."), "distributions",
    ),
    Indicator(
        "issued", "contextuality", 5, of_set(lambda it: bool(it.issued)),
        _("La date de première publication est dite."),
        _("Dites quand ces données ont été publiées."), "issued",
    ),
    Indicator(
        "modified", "contextuality", 5, of_set(lambda it: bool(it.modified)),
        _("La date de mise à jour est dite."),
        _("Dites quand ces données ont été mises à jour."), "modified",
    ),
)  # fmt: skip


@dataclass
class Tally:
    """Counts of each indicator over the data sets added so far."""

    sets: int = 0
    counts: list[Count] = field(default_factory=lambda: [(0, 0)] * len(INDICATORS))

    def add(self, it: Described) -> None:
        self.sets += 1
        found = [one.count(it) for one in INDICATORS]
        self.counts = [(a + c, b + d) for (a, b), (c, d) in zip(self.counts, found, strict=True)]

    def merge(self, other: Tally) -> None:
        self.sets += other.sets
        pairs = zip(self.counts, other.counts, strict=True)
        self.counts = [(a + c, b + d) for (a, b), (c, d) in pairs]

    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(map(criterion, INDICATORS, self.counts))


def criterion(one: Indicator, counted: Count) -> Criterion:
    """Points of an indicator: its share times its weight; none where nothing is counted."""
    kept, of = counted
    points = one.weight * kept / of if of else 0.0
    return Criterion(one.name, one.sentence, points, one.weight, one.todo, one.field)


def criteria(it: Described) -> tuple[Criterion, ...]:
    """The assessment of one data set alone."""
    return tuple([criterion(one, one.count(it)) for one in INDICATORS])


def measured(it: Described) -> tuple[Criterion, ...]:
    """The assessment of one data set without what nothing measures yet."""
    left_out = unmeasured(it)
    return tuple(one for one in criteria(it) if one.name not in left_out)


def by_dimension(found: Iterable[Criterion]) -> dict[Dimension, tuple[float, int]]:
    """Points and most points of each dimension."""
    points = {one.name: one.points for one in found}
    return {
        dimension: (
            sum(points[one.name] for one in INDICATORS if one.dimension == dimension),
            sum(one.weight for one in INDICATORS if one.dimension == dimension),
        )
        for dimension in DIMENSIONS
    }


def rating(points: float) -> str:
    """One of RATINGS: excellent, good, sufficient, bad."""
    return next(name for name, least in RATINGS if round(points) >= least)
