"""What the SensorThings door refuses, with its status."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from parvis.lake.query.problems import POSITION
from parvis.lake.query.tree import Place
from parvis.records.problems import Problem, gettext_noop

LONGEST = 80  # characters shown of what was given


class StaProblem(Problem):
    """`statuses` gives the status of each rule that is not a 400; `place` is where the wrong word
    stands in an expression."""

    statuses: ClassVar[dict[str, int]] = {
        "address": 404, "entity": 404, "no_value": 204, "method": 405, "key": 401, "forbidden": 403,
        "others": 403,
        "large": 413, "type": 415, "held": 409, "typed": 409, "read": 503,
    }  # fmt: skip
    sentences = {
        "address": gettext_noop(
            "Il n’y a rien à « %(value)s » : /sta/v1.1/ donne la liste des adresses."
        ),
        "entity": gettext_noop("Aucun élément « %(value)s »."),
        "no_value": gettext_noop("« %(value)s » n’a pas de valeur."),
        "id": gettext_noop(
            "« %(value)s » n’est pas un identifiant : donnez un nombre entier, comme %(name)s(1)."
        ),
        "property": gettext_noop(
            "« %(value)s » n’est ni une propriété ni un lien de %(entity)s : choisissez parmi"
            " %(known)s."
        ),
        "inside": gettext_noop("« %(value)s » n’a rien à l’intérieur : arrêtez-vous avant."),
        "ends": gettext_noop(
            "« %(value)s » est un lien : nommez une propriété, comme %(name)s/@iot.id."
        ),
        "mixed": gettext_noop(
            "Une comparaison porte sur un seul lien à la fois : séparez « %(value)s » par and."
        ),
        "place": gettext_noop(
            "« %(word)s » demande un lieu de l’élément et des lieux écrits, comme"
            " geography'POINT(-1.68 48.11)'."
        ),
        "pattern": gettext_noop(
            "« %(value)s » n’est pas un motif de st_relate : donnez neuf signes parmi T, F, *, 0,"
            " 1 et 2."
        ),
        "unordered": gettext_noop(
            "« %(value)s » n’a pas d’ordre : choisissez une autre propriété."
        ),
        "order": gettext_noop(
            "Les mesures se rangent par phenomenonTime, resultTime, result, validTime ou un"
            " identifiant, pas par « %(value)s »."
        ),
        "much": gettext_noop(
            "Cette demande donnerait plus de %(most)s éléments d’un coup : ajoutez $top dans"
            " $expand, ou demandez-en moins."
        ),
        "json": gettext_noop("Le corps de la demande doit être du JSON."),
        "object": gettext_noop("%(entity)s : un objet JSON est attendu."),
        "plain": gettext_noop("%(field)s : un objet JSON est attendu."),
        "list": gettext_noop("%(field)s : une liste est attendue."),
        "some": gettext_noop("%(field)s : une liste de 1 à %(most)s éléments est attendue."),
        "lengths": gettext_noop(
            "Il y a %(types)s multiObservationDataTypes, %(units)s unitOfMeasurements et"
            " %(properties)s ObservedProperties : donnez-en autant, dans le même ordre."
        ),
        "unitless": gettext_noop(
            "%(field)s : une valeur %(kind)s n’a pas d’unité, laissez ses champs vides (null)."
        ),
        "ordered": gettext_noop(
            "Les grandeurs d’une MultiDatastream ont un ordre : nommez-les toutes dans celle-ci"
            " (ObservedProperties)."
        ),
        "twice": gettext_noop(
            "%(field)s nomme deux fois l’élément %(value)s : créez une grandeur pour chaque valeur."
        ),
        "typed": gettext_noop(
            "Des mesures de cette série sont gardées : %(field)s ne change plus, créez une autre"
            " MultiDatastream."
        ),
        "either": gettext_noop(
            "Une mesure est d’une série %(field)s ou d’une série %(other)s : nommez-en une seule."
        ),
        "string": gettext_noop("%(field)s : un texte de %(most)s signes au plus est attendu."),
        "missing": gettext_noop("Il manque %(field)s à %(entity)s : ajoutez ce champ."),
        "geojson": gettext_noop(
            "%(field)s n’est pas du GeoJSON : donnez un objet comme"
            ' {"type": "Point", "coordinates": [-1.68, 48.11]}.'
        ),
        "nested": gettext_noop(
            "Ces éléments sont emboîtés sur plus de %(most)s niveaux : envoyez-les en plusieurs"
            " fois."
        ),
        "absent": gettext_noop("Aucun %(entity)s ne porte l’identifiant %(value)s."),
        "patch": gettext_noop(
            "« %(value)s » n’est pas une suite de modifications JSON Patch (RFC 6902)."
        ),
        "nowhere": gettext_noop("JSON Patch : il n’y a rien à « %(value)s »."),
        "tested": gettext_noop("JSON Patch : « %(value)s » n’a pas la valeur attendue."),
        "key": gettext_noop(
            "Pour écrire, donnez une clé valable : « Authorization: Bearer CLÉ » ou"
            " « X-API-Key: CLÉ »."
        ),
        "forbidden": gettext_noop("Cette clé n’a pas de droit sur %(value)s."),
        "others": gettext_noop(
            "%(value)s est à une autre organisation, qui ne pourrait plus le changer : créez le"
            " vôtre."
        ),
        "method": gettext_noop("Cette méthode ne s’applique pas à cette adresse."),
        "read": gettext_noop(
            "Ce lot a déjà beaucoup lu : demandez le reste dans un autre, ou par pages."
        ),
        "large": gettext_noop("Un envoi fait au plus %(most)s Mo : envoyez-en moins à la fois."),
        "type": gettext_noop("Envoyez du JSON : « Content-Type: application/json »."),
        "held": gettext_noop("%(value)s est encore utilisé ailleurs : détachez-le d’abord."),
        "parts": gettext_noop(
            "Ce lot multipart/mixed ne se lit pas : séparez ses parties application/http par sa"
            " limite (boundary), et terminez par elle."
        ),
        "request": gettext_noop(
            "« %(value)s » n’est pas un appel : donnez id, method et url, en texte."
        ),
        "link": gettext_noop('%(field)s : nommez ici un élément qui existe, comme {"@iot.id": 1}.'),
        "relation": gettext_noop(
            "« %(value)s » n’est pas un lien de %(entity)s : choisissez parmi %(known)s."
        ),
        "option": gettext_noop(
            "L’option « %(value)s » n’existe pas ici : choisissez parmi %(known)s."
        ),
        "once": gettext_noop("%(field)s est donné %(count)s fois : donnez-le une seule fois."),
        "number": gettext_noop(
            "%(field)s vaut « %(value)s » : donnez un nombre entier à partir de 0."
        ),
        "choice": gettext_noop("%(field)s vaut « %(value)s » : choisissez parmi %(known)s."),
        "text": gettext_noop("%(field)s contient un caractère qui ne peut pas s’écrire."),
        "deep": gettext_noop("$expand va trop loin : restez à %(most)s niveaux au plus."),
        "wide": gettext_noop("$expand demande plus de %(most)s liens : demandez-en moins."),
        "orders": gettext_noop("$orderby compte plus de %(most)s critères : donnez-en moins."),
        "token": gettext_noop(
            "Cette adresse de page suivante n’est plus valable : reprenez la première page."
        ),
        "here": gettext_noop("%(field)s n’a pas de sens ici : l’adresse désigne un seul élément."),
    }

    def __init__(self, code: str, place: Place | None = None, **params: object) -> None:
        self.place = place
        super().__init__(code, **params)

    def sentence(self, gettext: Callable[[str], str] = gettext_noop) -> str:
        said = super().sentence(gettext)
        if self.place is None:
            return said
        where = gettext(POSITION) % {"line": self.place.line, "column": self.place.column}
        return f"{where} {said}"

    @property
    def status(self) -> int:
        return self.statuses.get(self.code, 400)


def shown(text: str) -> str:
    """What was given, short enough and writable."""
    return text[:LONGEST].encode("utf-8", "replace").decode().replace("\0", "␀")
