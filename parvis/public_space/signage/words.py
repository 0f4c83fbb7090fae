"""What the sign of a device says, from what is published of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.design.dates import date_words
from parvis.design.spoken import in_turn
from parvis.design.text import capital, french_spaces
from parvis.public_space import dtpr
from parvis.public_space.choices import Kind, Recognition
from parvis.public_space.signage import law
from parvis.public_space.signs.sign import Hexagon, Line, Sign
from parvis.records import canonical
from parvis.records.projection import View

# what of a record its sign tells
TOLD = (
    *("title", "kind", "purposes", "technologies", "recognition", "personal_data"),
    *("csi_purposes", "retention_days", "operator_name", "dpo_contact"),
    *("contact_phone", "contact_email", "objection", "objection_text"),
    *("order_number", "order_date", "order_expires"),
)
FILMS = ("video", "camera", "image")  # in the ids of technologies that take pictures


def sign_of(view: View, language: str = "fr") -> Sign:
    """The first level of information on a device, in French unless another language is asked."""
    with translation.override(language):
        content = view.content
        responsible = view.organisation.content["title"] if view.organisation else ""
        seen = law.recognition(content)
        return spaced(
            Sign(
                language=language,
                heading=heading(content.get("kind", "")),
                title=view.text("title", language),
                camera=films(content),
                hexagons=tuple(hexagons(content, responsible, language)),
                recognition=seen,
                recognised=recognised(Recognition(seen.value)),
                lines=tuple(law.lines(content, responsible, language)),
                url=street_url(content["short"]),
                address=street_address(content["short"]),
                calls=calls(language),
                credit=credit(view, language),
            )
        )


def sign_of_several(short: str, views: Sequence[View], language: str = "fr") -> Sign:
    """The same on devices that stand together: what is true of all is said once, the rest under
    the name of each. Its code leads to the page that lists them."""
    signs = [sign_of(view, language) for view in views]
    seen = min((one.recognition for one in signs), key=list(dtpr.Recognition).index)
    latest = max(views, key=lambda view: view.updated)
    with translation.override(language):
        return spaced(
            replace(
                signs[0],
                heading=heading_of_several([view.content.get("kind", "") for view in views]),
                title=", ".join(one.title for one in signs),
                camera=any(one.camera for one in signs),
                hexagons=in_order(
                    coloured(hexagon, one) for one in signs for hexagon in one.hexagons
                ),
                recognition=seen,
                recognised=recognised(Recognition(seen.value)),
                lines=tuple(merged(signs)),
                url=street_url(short),
                address=street_address(short),
                credit=credit(latest, language),
            )
        )


def heading_of_several(kinds: Sequence[str]) -> str:
    """A camera is said before anything else."""
    if Kind.CAMERA in kinds:
        return heading(Kind.CAMERA)
    return _("Plusieurs équipements sont installés ici")


def coloured(hexagon: Hexagon, sign: Sign) -> Hexagon:
    """A technology keeps the colour it has on the sign of its device alone."""
    return hexagon._replace(recognition=sign.recognition) if hexagon.kind == "tech" else hexagon


def in_order(hexagons: Iterable[Hexagon]) -> tuple[Hexagon, ...]:
    """Each once, in the order of DTPR's signs."""
    order = {"purpose": 0, "accountable": 1, "tech": 2}
    return tuple(sorted(dict.fromkeys(hexagons), key=lambda one: order[one.kind]))


def merged(signs: Sequence[Sign]) -> Iterator[Line]:
    """One line for each label, in the order they come."""
    labels = dict.fromkeys(line.label for one in signs for line in one.lines)
    for label in labels:
        said: dict[Line, list[str]] = {}
        for one in signs:
            for line in one.lines:
                if line.label == label:
                    said.setdefault(line, []).append(one.title)
        if len(said) == 1 and sum(map(len, said.values())) == len(signs):
            yield next(iter(said))
            continue
        texts = [
            f"{', '.join(titles)}\u00a0: {line.text.removesuffix('.')}"
            for line, titles in said.items()
        ]
        yield next(iter(said))._replace(text=in_turn(texts))


def heading(kind: str) -> str:
    said: dict[str, str] = {
        Kind.CAMERA: _("Lieu placé sous vidéoprotection"),
        Kind.COUNTER: _("Un compteur est installé ici"),
        Kind.SENSOR: _("Un capteur est installé ici"),
        Kind.BEACON: _("Une balise est installée ici"),
        Kind.READER: _("Un lecteur est installé ici"),
    }
    return said.get(kind, _("Un équipement est installé ici"))


def films(content: law.Content) -> bool:
    """Whether its sign bears the pictogram of a camera; a counter that films does."""
    if content.get("kind") == Kind.CAMERA:
        return True
    names = content.get("technologies") or ()
    return any(piece in name for name in names for piece in FILMS)


def hexagons(content: law.Content, responsible: str, language: str) -> Iterator[Hexagon]:
    """Purposes, who answers, technologies: the order of DTPR's signs."""
    for kind, field in (("purpose", "purposes"), ("accountable", ""), ("tech", "technologies")):
        caption = dtpr.category(kind).label(language)
        if not field:
            if responsible:
                yield Hexagon(kind, caption, responsible, "institution")
            continue
        for name in content.get(field) or ():
            if one := dtpr.all_elements().get(name):
                yield Hexagon(kind, caption, one.label(language), one.symbol)


def recognised(seen: Recognition) -> str:
    said = str(seen.label)
    return _("Peut-on me reconnaître ? %(answer)s.") % {"answer": capital(said)}


def calls(language: str) -> tuple[str, ...]:
    """What the code is for, in the sign's language, then in the other."""
    other = "en" if language == "fr" else "fr"
    said = _("Tout savoir, poser une question, exercer vos droits :")
    with translation.override(other):
        return said, _("Qu’est-ce que c’est ? Scannez le code ou tapez l’adresse.")


def credit(view: View, language: str) -> str:
    day = date_words(view.updated, language, timezone.get_current_timezone())
    return _("D’après la fiche du %(date)s. Pictogrammes : DTPR, CC BY 4.0.") % {"date": day}


def street_url(short: str) -> str:
    """What the code holds."""
    return f"{settings.PARVIS_BASE_URL}/q/{short}"


def street_address(short: str) -> str:
    """The same as one types it: browsers add the rest."""
    parts = urlsplit(settings.PARVIS_BASE_URL)
    return f"{parts.netloc}{parts.path}/q/{short}"


def spaced(sign: Sign) -> Sign:
    """French texts whose spaces beside signs do not break a line."""
    if sign.language != "fr":
        return sign
    lines = tuple(Line(one.label, french_spaces(one.text), one.models) for one in sign.lines)
    return replace(
        sign,
        lines=lines,
        heading=french_spaces(sign.heading),
        title=french_spaces(sign.title),
        recognised=french_spaces(sign.recognised),
    )


def said(view: View) -> str:
    """A digest of the facts that a sign tells: another, and what is posted is out of date.

    Of facts, not of their wording: a better sentence in a later release makes no sign old.
    """
    owner = view.organisation.content["title"] if view.organisation else ""
    told = {name: view.content.get(name) for name in TOLD}
    whole = told | {"responsible": owner, "url": street_url(view.content["short"])}
    return hashlib.sha256(canonical.encode(whole)).hexdigest()[:16]
