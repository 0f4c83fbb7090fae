"""The words of other registers, and what they mean in ours. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from parvis.privacy.terms import Scheme, terms

YES = {"oui", "actif", "active", "vrai", "1", "x", "yes"}
NO = {"non", "inactif", "inactive", "faux", "0", "no"}
BASES = {
    "consent": "consent",
    "contrat": "contract",
    "legale": "obligation",
    "vie": "vital",
    "vita": "vital",
    "public": "public_task",
    "legitime": "interest",
}
PEOPLE = {
    "particulier": "inhabitant", "habitant": "inhabitant", "internaute": "account",
    "usager": "user", "agent": "agent", "salarie": "agent", "elu": "elected",
    "entreprise": "company", "partenaire": "partner", "association": "partner",
    "enfant": "pupil", "eleve": "pupil", "parent": "parent", "patient": "patient",
}  # fmt: skip
DATA = {
    "nom": "identity", "etat civil": "identity", "identite": "identity", "naissance": "identity",
    "adresse": "contact", "coordonnees": "contact", "telephone": "contact", "mail": "contact",
    "securite sociale": "nir", "nir": "nir", "photo": "picture", "image": "picture",
    "immatriculation": "plate", "famil": "family", "logement": "family", "profession": "work",
    "carriere": "work", "revenu": "income", "fiscal": "income", "economique": "income",
    "quotient": "income", "bancaire": "payment", "rib": "payment", "connexion": "login",
    "adresse ip": "login", "localisation": "position", "gps": "position", "cookie": "browsing",
    "scola": "schooling", "sante": "health", "handicap": "health", "biometri": "biometric",
    "genetique": "genetic", "ethni": "origin", "racial": "origin", "politique": "opinion",
    "religi": "belief", "philosoph": "belief", "syndic": "union", "sexuel": "sexuality",
    "infraction": "offence", "condamnation": "offence",
}  # fmt: skip
METHODS = {
    "formulaire web": "web_form", "en ligne": "web_form", "papier": "paper_form",
    "contrat": "contract", "liste recue": "received", "document interne": "internal",
    "oral": "counter", "autre": "other",
}  # fmt: skip
OPERATIONS = {
    "collect": "collect", "recueil": "collect", "enregistr": "record", "organis": "organise",
    "class": "organise", "structur": "structure", "conserv": "store", "stock": "store",
    "heberg": "store", "archiv": "store", "adapt": "adapt", "modifi": "adapt",
    "extra": "retrieve", "consult": "consult", "utilis": "use", "exploit": "use",
    "transmission": "transmit", "transmett": "transmit", "communication": "transmit",
    "diffus": "disseminate", "mise a disposition": "disseminate", "rapproch": "combine",
    "interconnexion": "combine", "crois": "combine", "limit": "restrict", "efface": "erase",
    "destruct": "erase", "suppr": "erase",
}  # fmt: skip
FATES = {
    "destruction": "destroy", "conservation": "deposit", "versement": "deposit", "tri": "sort",
    "anonymisation": "anonymise",
}  # fmt: skip
MECHANISMS = {  # the words of `choices.Mechanism`
    "une decision d'adequation": "adequacy", "des clauses types de la commission": "clauses",
    "des regles d'entreprise contraignantes": "rules",
    "un accord entre autorites publiques": "instrument",
    "un code de conduite ou une certification": "code",
    "une exception de l'article 49": "derogation",
}  # fmt: skip
GUARANTEES = {
    "adequat": "adequacy", "clauses": "clauses", "contraignant": "rules", "bcr": "rules",
    "code de conduite": "code", "certification": "code", "derogation": "derogation",
}  # fmt: skip
REACHED = re.compile(r"(?P<name>.+) \((?P<contact>[^()]*[@\d][^()]*)\)")  # « Bruz (a@b.example) »
BETWEEN = "¦"  # of cells of a line, in one value
MOST = 300  # characters of a cell of ours
UNITS = {"jour": "days", "mois": "months", "an": "years", "annee": "years"}
LASTING = re.compile(r"(\d+)\s*(jour|mois|an)", re.IGNORECASE)
COUNTED = re.compile(r"(\d+)\s*(jour|mois|an)s?", re.IGNORECASE)  # nothing else is said
SHORT = 3  # letters: “nom” is not “nombre”
NUMBERED = re.compile(r"^\s*\d+\s*:\s*")


def plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(char for char in bare if not unicodedata.combining(char)).casefold()


def within(text: str, words: Mapping[str, str]) -> list[str]:
    """The terms whose word begins a word of this text (a short one is the whole of it), in the
    order of the list."""
    said = plain(text)
    found = [
        term
        for word, term in words.items()
        if re.search(rf"\b{re.escape(word)}" + (r"s?\b" if len(word) <= SHORT else ""), said)
    ]
    return list(dict.fromkeys(found))


def cells(text: str, number: int) -> list[str]:
    """So many cells of a line of a form, that one value holds; what is too much is in the last."""
    found = [one.strip() for one in text.split(BETWEEN, number - 1)]
    return found + [""] * (number - len(found))


def pieces(text: str) -> list[str]:
    """Items of a cell: one a line, or parted by semicolons, perhaps numbered or dashed."""
    parts = (NUMBERED.sub("", one).strip(" -•\t\r") for one in re.split(r"[\n;]+", text))
    return [one for one in parts if one]


def dashed(text: str) -> list[str]:
    """Items that MADIS joins by « - »."""
    return [one.strip() for part in pieces(text) for one in part.split(" - ") if one.strip()]


def parted(scheme: Scheme, value: str) -> tuple[list[str], str]:
    """The terms of a list that a cell names in our own words, and what else it says."""
    known = {plain(one[language]): name
             for name, one in terms(scheme).items() for language in ("fr", "en")}  # fmt: skip
    said = pieces(value)
    exact = [known[plain(one)] for one in said if plain(one) in known]
    if not exact:
        return [], value
    return exact, " ; ".join(one for one in said if plain(one) not in known)


def allowed(said: str) -> tuple[str, str]:
    """What lets data leave, in our words or by theirs, and what is said besides."""
    for words, name in MECHANISMS.items():
        if plain(said).startswith(words):
            return name, said[len(words) :].lstrip(", ")
    found = within(said, GUARANTEES)
    return (found[0] if found else ""), said


def operation(said: str) -> list[str]:
    """« les adapter ou les modifier », « Collecte, conservation »: the terms that are meant."""
    for name, term in terms("operations").items():
        if plain(said) in {name, *(plain(term[language]) for language in ("fr", "en"))}:
            return [name]
    return within(said, OPERATIONS)
