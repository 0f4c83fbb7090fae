"""Registers kept elsewhere, read as rows of ours: the CSV that MADIS exports, tables and one-sheet
forms with the headings of the CNIL's simplified sheet.

Pure: cells in, rows of text out. A heading is known by its words, not by its place: both change
from one version to the next. What a file does not say stays empty and is asked at the desk; what
it says under a heading that we do not know stays in the description, never lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from parvis.privacy.exchange import cnil, partners
from parvis.privacy.exchange.draft import Draft

Cells = Mapping[str, str]
Table = Sequence[Sequence[str]]

# what a heading says, without accents nor capitals → what it fills of a draft; the first that fits
HEADINGS: tuple[tuple[str, str], ...] = (
    (r"n° ?/ ?ref$", "aside"),
    (r"(reference|nb documents associes|historique - .*|date de (creation|mise a jour))$", "aside"),
    (r"(nom|activite|nom de l.activite|nom du traitement|traitement)$", "title"),
    (r"(en tant que|responsable ou sous-traitant)$", "role"),
    (r"statut$", "status"),
    (r"(objectif principal|finalite principale|finalites?)$", "aims"),
    (r"sous-?finalites?( \d+)?$", "aims"),
    (r"bases? legales?$", "basis"),
    (r"justification de la base legale$", "why"),
    (r"observations?$", "notes"),
    (r".*personnes concernees - autres$", "people_other"),
    (r".*personnes concernees - .+ - commentaire$", "people_words"),
    (r".*personnes concernees - .+$", "people_one"),
    (r"(categories de personnes|categorie de personnes)( concernees)?( \d+)?$", "people"),
    (r".*nombre de (personnes )?concernees$", "people_count"),
    (r"(categories? de donnees|categorie des donnees - autres categories)$", "data"),
    (r"donnees en detail$", "data_words"),
    (r"(donnees : )?etat civil.*$", "data:identity"),
    (r"(donnees : )?vie personnelle.*$", "data:family"),
    (r"(donnees : )?vie professionnelle.*$", "data:work"),
    (r"(donnees : )?(informations d.ordre )?(informations )?economiques?.*$", "data:income"),
    (r"(donnees : |donnees de )?connexion.*$", "data:login"),
    (r"(donnees : |donnees de )?localisation.*$", "data:position"),
    (r"(donnees : )?internet.*$", "data:browsing"),
    (r"donnees : autres$", "data"),
    (r"donnees sensibles.*$", "data"),
    (r".*delai de conservation - (nombre|duree)$", "kept"),
    (r".*delai de conservation - periode$", "kept_unit"),
    (r".*delai de conservation - (nom|commentaire)$", "kept_what"),
    (r".*(delai de conservation - )?sort final$", "kept_fate"),
    (r"(durees? de conservation|delais? de conservation).*$", "kept"),
    (r"(destination - )?categorie de destinataires$", "recipients"),
    (r"destinataires internes( \d+)?$", "recipients"),
    (r"destinataires externes( \d+)?$", "recipients_external"),
    (r"(destination - )?sous-traitants?( \d+)?$", "processors"),
    (r"(co-?responsables?|responsables conjoints)( \d+)?$", "joint"),
    (r"pour le compte de$", "principals"),
    (r"(operations?|ce qu.on fait des donnees|nature (du traitement|des operations)"
     r"|categories? de traitements?( effectues?)?)$", "operations"),
    (r"sous-traitants : mesures de securite$", "processor:protection"),
    (r"sous-traitants : registre tenu$", "processor:keeps_register"),
    (r"sous-traitants : donnees hors de l.union europeenne$", "processor:sends_abroad"),
    (r"sous-traitants : delegue a la protection des donnees$", "processor:dpo"),
    (r"transferts.*pays$", "countries"),
    (r"transfert, ligne a ligne$", "transfer"),
    (r"duree, ligne a ligne$", "retention"),
    (r"(origine|source) des donnees$", "sources"),
    (r".* - origine des donnees$", "sources"),
    (r".*moyens de la collecte$", "methods"),
    (r".*traitement papier$", "paper"),
    (r"(mesures de securite.* - |securite : )?controle d.acces( - commentaire)?$", "safe:access"),
    (r"(mesures de securite.* - |securite : )?tracabilite( - commentaire)?$", "safe:trace"),
    (r"(mesures de securite.* - |securite : )?sauvegarde( - commentaire)?$", "safe:backup"),
    (r"mesures de securite.* - mise a jour( - commentaire)?$", "safe:software"),
    (r"(securite : )?protection des logiciels.*$", "safe:software"),
    (r"(securite : )?chiffrement.*$", "safe:encryption"),
    (r"(securite : )?controle des sous-traitants.*$", "safe:processors"),
    (r"(securite : )personnes habilitees$", "safe:people"),
    (r"mesures de securite.* - a tout moment il est possible.*$", "safe:people"),
    (r"(mesures de securite.* - autres|securite : autres mesures|autres mesures)"
     r"( - commentaire)?$", "safe:other"),
    (r"traitement specifique - surveillance systematique$", "criterion:monitoring"),
    (r"traitement specifique - collecte a large echelle$", "criterion:scale"),
    (r"traitement specifique - personnes vulnerables$", "criterion:vulnerable"),
    (r"traitement specifique - croisement de donnees$", "criterion:crossing"),
    (r"traitement specifique - evaluation ou notation$", "criterion:evaluation"),
    (r"traitement specifique - decisions automatisees.*$", "criterion:decision"),
    (r"traitement specifique - exclusion automatique.*$", "criterion:exclusion"),
    (r"traitement specifique - usage innovant$", "criterion:innovation"),
    (r"representant$", "representative"),
)  # fmt: skip
PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in HEADINGS)
ENOUGH = 3  # known labels that tell a form from any other sheet


def norm(text: str) -> str:
    """A heading without accents, capitals, doubled spaces nor curled apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lstrip("\ufeff").replace("’", "'"))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", bare).strip().casefold()


def kind_of(heading: str) -> str:
    """What a heading fills; "" for one that we do not know."""
    said = norm(heading)
    return next((kind for pattern, kind in PATTERNS if pattern.fullmatch(said)), "")


def rows(
    sheets: Iterable[tuple[str, Table]], organisation: str = ""
) -> list[dict[str, str]] | None:
    """The processings of a file, in our columns; None when it is no register that we know. A sheet
    of processors tells more of those that its processings name."""
    tables = list(sheets)
    lists = [table for _name, table in tables if partners.is_list(table)]
    registers = [one for one in tables if one[1] not in lists]
    known = partners.by_name(lists)
    made = []
    for cells in (cells for name, table in registers for cells in entries(name, table)):
        draft = drafted(cells, organisation)
        draft.notes += partners.told(draft.parts, draft.of_processors, known)
        made.append(draft.row())
    return made or None


def entries(name: str, table: Table) -> Iterator[list[tuple[str, str]]]:
    """(heading, cell) of each processing of one sheet: a line each of a table, else the whole of a
    form whose labels stand in its first column."""
    heading = [cell.strip().lstrip("\ufeff") for cell in table[0]] if table else []
    known = {kind_of(cell) for cell in heading} - {""}
    if "title" in known and len(known) >= ENOUGH:
        for line in realigned(heading, table[1:]):
            if any(cell.strip() for cell in line):
                yield list(zip(heading, line, strict=False))
        return
    sheet = cnil.form(table)
    if sheet is not None:
        named = any(kind_of(label) == "title" for label, _value in sheet)
        if len(sheet) > named:  # the model itself, left empty, is no processing
            yield sheet if named else [("Nom", name), *sheet]
        return
    form = [(line[0], " ; ".join(filter(None, (cell.strip() for cell in line[1:]))))
            for line in table if line and line[0].strip()]  # fmt: skip
    labels = {kind_of(label) for label, _value in form} - {""}
    if len(labels) > ENOUGH:
        titled = any(kind_of(label) == "title" and value for label, value in form)
        yield form if titled else [("Nom", name), *form]


def realigned(heading: Sequence[str], lines: Table) -> Iterator[Sequence[str]]:
    """MADIS 2.4 writes, after the observations, one cell that has no heading (the exemption from an
    impact assessment, told twice): it is taken away from each line that is longer by one."""
    at = next((n for n, cell in enumerate(heading) if kind_of(cell) == "notes"), None)
    for line in lines:
        longer = len(line) == len(heading) + 1 and at is not None
        yield [*line[: at + 1], *line[at + 2 :]] if longer and at is not None else line


def drafted(cells: Iterable[tuple[str, str]], organisation: str) -> Draft:
    draft = Draft(organisation=organisation)
    for heading, cell in cells:
        value = cell.strip()
        if not value:
            continue
        kind, _colon, term = kind_of(heading).partition(":")
        if kind:
            draft.take(kind, term, value, heading)
        else:
            draft.notes.append(f"{heading.strip()} : {value}")
    return draft
