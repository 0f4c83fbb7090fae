"""A processing as the form that the CNIL's simplified model makes of it, a sheet each. Pure.

Headings, their order and the closed words are those of `registre-traitement-simplifie.ods`, as
public readings of that file give them; the file was not before us, so that how it looks is ours.
What the model has no place for follows in two blocks of our own. `cnil` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from parvis.privacy import terms
from parvis.privacy.exchange import sheet
from parvis.privacy.exchange.cnil import BELOW, COMPLEMENTS, DURATIONS
from parvis.privacy.exchange.sheet import Content, Entry
from parvis.privacy.notices.facts import Say

Row = Sequence[str]
WIDTH = 8
# a line of the model → our categories of data that it holds
DATA: dict[str, tuple[str, ...]] = {
    "État civil, identité, données d'identification, images…": ("identity",),
    "Vie personnelle (habitudes de vie, situation familiale, etc.)": ("personal",),
    "Informations d'ordre économique et financier (revenus, situation financière, situation "
    "fiscale, etc.)": ("economic",),
    "Données de connexion (adress IP, logs, etc.)": ("connection",),
    "Données de localisation (déplacements, données GPS, GSM, etc.)": ("location",),
    "Numéro de Sécurité Sociale (ou NIR)": (),
    "Vie professionnelle": ("professional",),  # this line and the next are not in the model
    "Internet et autres données": ("internet", "other"),
}
SENSITIVE = {
    "Données révélant l'origine raciale ou ethnique": "origin",
    "Données révélant les opinions politiques": "opinion",
    "Données révélant les convictions religieuses ou philosophiques": "belief",
    "Données révélant l'appartenance syndicale": "union",
    "Données génétiques": "genetic",
    "Données biométriques aux fins d'identifier une personne physique de manière unique":
        "biometric",
    "Données concernant la santé": "health",
    "Données concernant la vie sexuelle ou l'orientation sexuelle": "sexuality",
    "Données relatives à des condamnations pénales ou infractions": "offence",
}  # fmt: skip
RECIPIENTS = {
    "internal": "Service interne qui traite les données",
    "external": "Partenaires institutionnels ou commerciaux",
}
MEASURES = {
    "access": "Contrôle d'accès des utilisateurs",
    "trace": "Mesures de traçabilité",
    "software": "Mesures de protection des logiciels",
    "backup": "Sauvegarde des données",
    "encryption": "Chiffrement des données",
    "processors": "Contrôle des sous-traitants",
    "people": "Personnes habilitées",
    "other": "Autres mesures",
}
# columns of the table of article 30 that the model has no line for
BESIDE = (
    *("software", "role", "principals", "grounds", "operations", "words", "exception", "sources"),
    *("processors_measures", "processors_register", "processors_abroad", "processors_dpo"),
    *("page", "kept_back"),
)
FATES = {
    "destroy": "destruction",
    "sort": "tri",
    "deposit": "versement",
    "anonymise": "anonymisation",
    "unknown": "",
}
LANGUAGE = "fr"  # of the model


def form(entry: Entry, say: Say) -> list[Row]:
    """The lines of one sheet, each WIDTH cells; `say` speaks the language of the model."""
    blocks = (
        description(entry), actors(entry), aims(entry), data(entry), sensitive(entry),
        people(entry), recipients(entry), measures(entry.content), abroad(entry),
        durations(entry), complements(entry, say),
    )  # fmt: skip
    return [filled(row) for block in blocks for row in (*block, ())]


def filled(row: Row) -> Row:
    return [*row, *[""] * (WIDTH - len(row))]


def numbered(label: str, rows: Iterable[Row], first: int = 1) -> Iterator[Row]:
    for number, row in enumerate(rows, first):
        yield [f"{label} {number}", *row]


def description(entry: Entry) -> Iterator[Row]:
    slug = str(entry.content["slug"])
    yield ["Modèle de fiche de registre", "", "", "", slug]
    yield ["Description du traitement"]
    yield ["Nom du traitement", entry.facts.title]
    yield ["N° / RÉF", slug]
    yield ["Date de création du traitement", entry.created]
    yield ["Mise à jour du traitement", entry.updated]


def actors(entry: Entry) -> Iterator[Row]:
    """Name, address, post code, town, country, telephone, e-mail: an address is not parted."""
    content, officer = entry.content, entry.content.get("officer") or {}
    yield ["Acteurs", "Nom", "Adresse", "Code Postal", "Ville", "Pays", "Téléphone", "Adresse mél"]
    yield ["Responsable du traitement", entry.facts.controller, *[""] * 5, entry.facts.contact]
    yield ["Délégué à la protection des données", officer.get("name") or "",
           officer.get("address") or "", "", "", "", officer.get("phone") or "",
           officer.get("email") or ""]  # fmt: skip
    yield ["Société du DPO"]
    yield ["Représentant", content.get("representative") or ""]
    for row in content.get("parts") or ():
        if row["part"] == "joint":
            yield ["Responsable(s) conjoint(s)", row["name"], row.get("contact") or ""]


def aims(entry: Entry) -> Iterator[Row]:
    titles = [one.text for one in entry.facts.aims or ()]
    yield ["Finalité(s) du traitement effectué"]
    yield ["Finalité principale", *titles[:1]]
    yield from numbered("Sous-finalité", ([one] for one in titles[1:]))


def data(entry: Entry) -> Iterator[Row]:
    held, known = entry.content.get("data") or (), terms.terms("data")
    yield ["Catégories de données personnelles concernées", "", "Description", "",
           "Durée de conservation"]  # fmt: skip
    for label, blocks in DATA.items():
        nir = not blocks
        mine = [one for one in held
                if (one == "nir" if nir else one != "nir"
                    and known.get(one, {}).get("block", "other") in blocks)]  # fmt: skip
        yield described(entry, label, mine)


def sensitive(entry: Entry) -> Iterator[Row]:
    held = entry.content.get("data") or ()
    yield ["Données sensibles", "", "Description", "", "Durée de conservation"]
    for label, name in SENSITIVE.items():
        yield described(entry, label, [one for one in held if one == name])


def described(entry: Entry, label: str, names: Sequence[str]) -> Row:
    """A line of a block of data; how long is said by piece of data, in our own block below."""
    said = sheet.BETWEEN.join(terms.label("data", one, LANGUAGE) for one in names)
    return [label, "", said, "", BELOW if said and entry.facts.kept else ""]


def people(entry: Entry) -> Iterator[Row]:
    content = entry.content
    yield ["Catégories de personnes concernées", "", "Description", "", "Précisions"]
    said = [terms.label("people", one, LANGUAGE) for one in content.get("people") or ()]
    rows = [["", one] for one in said]
    if words := content.get("people_words"):
        rows.append(["", "", "", words])
    yield from numbered("Catégorie", rows)


def recipients(entry: Entry) -> Iterator[Row]:
    content = entry.content
    yield ["Destinataires", "", "Type de destinataire", "", "Précisions"]
    rows = [
        ["", RECIPIENTS[one["reach"]], "",
         f"{one['name']} ({one['why']})" if one.get("why") else one["name"]]
        for one in content.get("recipients") or ()
    ]  # fmt: skip
    rows += [["", "Sous-traitants", "", one] for one in entry.facts.processors]
    yield from numbered("Destinataire", rows)


def measures(content: Content) -> Iterator[Row]:
    yield ["Mesures de sécurité", "", "Type", "", "Précisions"]
    done = [one for one in content.get("safeguards") or () if one["done"]]
    yield from numbered("Mesure", (["", MEASURES[one["measure"]], "", one["words"]]
                                   for one in done))  # fmt: skip


def abroad(entry: Entry) -> Iterator[Row]:
    yield ["Transferts hors UE", "", "Destinataire", "", "Pays", "", "Garanties", "Documentation"]
    found = zip(entry.content.get("transfers") or (), entry.facts.abroad or (), strict=True)
    yield from numbered("Organisme", (
        ["", row.get("recipient") or "", "", row["country"], "", one.protection, one.url]
        for row, one in found
    ))  # fmt: skip


def durations(entry: Entry) -> Iterator[Row]:
    yield [DURATIONS, "", "Durée", "", "À partir de", "", "Archives intermédiaires", "Sort final"]
    found = zip(entry.content.get("retentions") or (), entry.facts.kept or (), strict=True)
    for row, one in found:
        start = row["start"] if row["unit"] != "until" else ""  # « jusqu’à … » says it
        yield [row["what"], "", one.how_long, "", start, "", row["archived"], FATES[row["fate"]]]


def complements(entry: Entry, say: Say) -> Iterator[Row]:
    said, called = sheet.row(entry, say, LANGUAGE), sheet.headings(say)
    yield [COMPLEMENTS]
    for name in BESIDE:
        if text := said.get(name):
            yield [called[name], text]
