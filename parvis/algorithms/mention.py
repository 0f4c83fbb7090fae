"""The explicit mention of a decision taken with an algorithm (CRPA, L.311-3-1). Pure.

R.311-3-1-1: it says the purpose, the right to be told the rules, how to use it, and the CADA. The
French text follows the model of Etalab (Licence Ouverte 2.0); the easy French and the English are
ours. A letter has a language of its own: these texts are not those of a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from parvis.design import opendocument

FORMS = ("fr", "facile", "en")
LANGUAGES = {"fr": "fr", "facile": "fr", "en": "en"}


@dataclass(frozen=True)
class Facts:
    """What a mention tells. `alone`: no person takes part before the letter goes. `own`: a French
    text that the service wrote itself. `reference`: that of the letter, or the shape it has."""

    organisation: str
    contact: str
    purposes: tuple[str, ...]
    rules: tuple[str, ...]  # addresses of the published rules
    short: str  # short address that leads to the explanation
    reference: str = ""
    alone: bool = False
    own: str = ""


TITLES = {
    "fr": "Information sur l’utilisation d’un traitement algorithmique",
    "facile": "Une machine a aidé à décider",
    "en": "How an algorithm was used",
}
TEXTS = {
    "fr": (
        "La présente décision a été prise {how}. Ce traitement sert à : {purpose}. Ses règles sont"
        " publiées ici : {rules}",
        "En application des articles R. 311-3-1-1 et R. 311-3-1-2 du code des relations entre le"
        " public et l’administration, vous pouvez demander la communication des règles définissant"
        " ce traitement et de leur mise en œuvre dans votre cas auprès de : {organisation},"
        " {contact}.",
        "En l’absence de réponse un mois après la réception de votre demande, vous disposez de deux"
        " mois pour saisir la Commission d’accès aux documents administratifs (CADA), selon les"
        " modalités décrites sur www.cada.fr.",
    ),
    "facile": (
        "{how} La machine sert à : {purpose}. Ses règles sont ici : {rules}",
        "Vous avez le droit de savoir comment la machine a compté pour vous. C’est le droit à"
        " communication. C’est gratuit. Écrivez à : {organisation}, {contact}.",
        "Nous avons un mois pour répondre. Sans réponse, vous avez deux mois pour écrire"
        " à la CADA. La CADA est une commission. Elle vous aide à obtenir les documents. Son site :"
        " www.cada.fr.",
    ),
    "en": (
        "This decision was taken {how}. This processing is used to: {purpose}. Its rules are"
        " published here: {rules}",
        "Under articles R. 311-3-1-1 and R. 311-3-1-2 of the French code on relations between the"
        " public and the administration, you may ask to be told these rules and how they were"
        " applied in your case, from: {organisation}, {contact}.",
        "If you have no answer one month after your request was received, you have two months to"
        " refer the matter to the commission on access to administrative documents (CADA), as"
        " described on www.cada.fr.",
    ),
}
HOW = {
    ("fr", False): "sur le fondement d’un traitement algorithmique",
    ("fr", True): "sur le seul fondement d’un traitement algorithmique, sans qu’une personne"
    " intervienne",
    ("facile", False): "Une machine a aidé à prendre cette décision. Une personne a décidé.",
    ("facile", True): "Une machine a pris cette décision. Personne n’est intervenu.",
    ("en", False): "with the help of an algorithm",
    ("en", True): "by an algorithm alone, with no person involved",
}
LAST = {
    "fr": "Référence de la décision : {reference}. Pour vous la faire expliquer : {short}",
    "facile": "Gardez la référence de votre lettre : {reference}. Pour comprendre : {short}",
    "en": "Reference of the decision: {reference}. To have it explained: {short}",
}
NO_REFERENCE = {
    "fr": "celle de cette lettre",
    "facile": "elle est sur la lettre",
    "en": "that of this letter",
}

BETWEEN = {"fr": " ; ", "facile": " ; ", "en": "; "}  # what parts a list in a sentence


def paragraphs(facts: Facts, form: str) -> list[str]:
    """The mention, paragraph by paragraph, without its title. Raise KeyError for another form."""
    last = LAST[form].format(reference=facts.reference or NO_REFERENCE[form], short=facts.short)
    if form == "fr" and facts.own.strip():
        return [*(one.strip() for one in facts.own.split("\n") if one.strip()), last]
    said = {
        "how": HOW[form, facts.alone],
        "purpose": BETWEEN[form].join(one.strip().rstrip(".") for one in facts.purposes),
        "rules": BETWEEN[form].join(facts.rules),
        "organisation": facts.organisation,
        "contact": facts.contact,
    }
    return [*(text.format(**said) for text in TEXTS[form]), last]


def plain(facts: Facts, form: str) -> str:
    return "\n\n".join([TITLES[form], *paragraphs(facts, form)]) + "\n"


def html(facts: Facts, form: str) -> str:
    """A block to put in a page."""
    told = "\n".join(f"<p>{escape(one)}</p>" for one in paragraphs(facts, form))
    title = f"<p><strong>{escape(TITLES[form])}</strong></p>"
    return f'<aside lang="{LANGUAGES[form]}">\n{title}\n{told}\n</aside>\n'


def odt_file(facts: Facts, form: str) -> bytes:
    """The mention as a text that one opens, and copies into a letter."""
    told = opendocument.Paragraphs(paragraphs(facts, form))
    return opendocument.document(TITLES[form], [told], LANGUAGES[form])


def sheet(facts: Facts, form: str) -> dict[str, object]:
    """The mention as a sheet of paper: its title, its language, its parts."""
    parts = [{"heading": "", "sentences": paragraphs(facts, form), "items": ()}]
    return {"title": TITLES[form], "lang": LANGUAGES[form], "parts": parts}
