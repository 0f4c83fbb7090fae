"""Tables as data sets already described: a title in words, a plain summary, columns with meaning.

Everything here is a proposal that a steward keeps, corrects or discards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote

from parvis.catalogue.scan import lexicon, technical
from parvis.catalogue.scan.meaning import meanings
from parvis.catalogue.scan.model import Column, Inventory, Note, Rows, Table
from parvis.catalogue.scan.personal import Guess, guesses
from parvis.records.problems import gettext_noop

Access = Literal["open", "restricted", "personal", "secret"]
SHORT = 90  # characters of a comment that can stand as a title
NAMED = 8  # columns that a summary names
SENSITIVE = frozenset({"sensitive", "number"})

WHY: Mapping[str, str] = MappingProxyType(
    {
        "secret": gettext_noop(
            "Des colonnes semblent tenir des mots de passe ou des secrets : %(columns)s."
        ),
        "sensitive": gettext_noop(
            "Des colonnes semblent tenir des données sensibles ou un numéro national : %(columns)s."
        ),
        "personal": gettext_noop("Des colonnes semblent parler de personnes : %(columns)s."),
        "doubt": gettext_noop("Des colonnes sont à vérifier avant d’ouvrir : %(columns)s."),
        "unseen": gettext_noop(
            "Rien ne semble parler de personnes, mais aucune valeur n’a été examinée."
        ),
        "nothing": gettext_noop(
            "Rien ne semble parler de personnes, ni par les noms ni par la forme des valeurs."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Described:
    """One table. `keep` False: `discard` says why. `access` is a suggestion, `why` its reason."""

    identifier: str
    schema: str
    table: str
    kind: str = "table"
    title: str = ""
    summary: str = ""
    keep: bool = True
    discard: Note | None = None
    access: str = "restricted"  # Access
    why: Note = field(default_factory=lambda: Note("unseen"))
    rows: Rows | None = None
    size: int | None = None
    columns: tuple[Column, ...] = ()
    titles: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def suspected(self) -> tuple[Guess, ...]:
        return tuple(guess for guess in self.guesses if guess.personal)


@dataclass(frozen=True, slots=True)
class Description:
    """A whole application, tables in the order of the inventory."""

    application: str
    system: str = ""
    database: str = ""
    tables: tuple[Described, ...] = ()
    notes: tuple[Note, ...] = ()


def describe(application: str, inventory: Inventory) -> Description:
    return Description(
        application=application,
        system=inventory.system,
        database=inventory.database,
        tables=tuple(described(application, table) for table in inventory.tables),
        notes=inventory.notes,
    )


def identifier(application: str, schema: str, table: str) -> str:
    """The same at the next scan, and different for any other table.

    >>> identifier("creches", "public", "enfant"), identifier("a", "b.c", "d:é")
    ('scan:creches:public.enfant', 'scan:a:b%2Ec.d%3A%C3%A9')
    """
    parts = (quote(part, safe="").replace(".", "%2E") for part in (application, schema, table))
    return "scan:{}:{}.{}".format(*parts)


def described(application: str, table: Table) -> Described:
    found = guesses(table)
    discard = technical.why_discard(table)
    access, why = suggested_access(table, found)
    titles = tuple(column_title(column) for column in table.columns)
    return Described(
        identifier=identifier(application, table.schema, table.name),
        schema=table.schema,
        table=table.name,
        kind=table.kind,
        title=table_title(table),
        summary=summary(application, table, titles),
        keep=discard is None,
        discard=discard,
        access=access,
        why=why,
        rows=table.rows,
        size=table.size,
        columns=table.columns,
        titles=titles,
        guesses=found,
        notes=table.notes,
    )


def table_title(table: Table) -> str:
    """Its comment when it is as short as a title, else its name in words."""
    return _short(table.comment) or lexicon.title(table.name)


def column_title(column: Column) -> str:
    return _short(column.comment) or lexicon.title(column.name)


def _short(comment: str) -> str:
    comment = comment.strip().rstrip(".")
    return comment if len(comment) <= SHORT and "\n" not in comment else ""


def summary(application: str, table: Table, titles: Sequence[str]) -> str:
    """Sentences in French, the language of the catalogue: what it is, how large, what is in it."""
    said = [f"{table.comment.strip().rstrip('.')}."] if len(table.comment) > SHORT else []
    what = {"sample": "Export"}.get(table.kind, "Vue" if "view" in table.kind else "Table")
    said.append(f"{what} « {table.name} » de l’application « {application} ».")
    if table.rows:
        said.append(f"{rows_in_words(table.rows)}.")
    if titles:
        named = ", ".join(map(lowered, titles[:NAMED]))
        more = " …" if len(titles) > NAMED else ""
        said.append(f"{len(titles)} colonne{'s' * (len(titles) > 1)} : {named}{more}.")
    return " ".join(said)


def lowered(title: str) -> str:
    """Inside a sentence; acronyms stay."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def rows_in_words(rows: Rows) -> str:
    """
    >>> rows_in_words(Rows(1)), rows_in_words(Rows(12000, "estimated"))
    ('1 ligne', 'Environ 12\\u202f000 lignes')
    """
    before = {"exact": "", "estimated": "Environ ", "at least": "Au moins "}[rows.certainty]
    count = f"{rows.count:,}".replace(",", "\u202f")
    return f"{before}{count} ligne{'s' * (rows.count > 1)}"


def suggested_access(table: Table, found: Sequence[Guess]) -> tuple[str, Note]:
    suspected = [guess for guess in found if guess.personal]
    secret = [guess for guess in suspected if guess.meaning == "secret"]
    sensitive = [guess for guess in suspected if guess.category in SENSITIVE]
    sure = [guess for guess in suspected if guess.certainty != "possible"]
    for code, access, columns in (
        ("secret", "secret", secret),
        ("sensitive", "personal", sensitive),
        ("personal", "personal", sure),
        ("doubt", "restricted", suspected),
    ):
        if columns:
            return access, Note(code, {"columns": ", ".join(g.column for g in columns)})
    seen = any(column.profile and column.profile.read for column in table.columns)
    return ("open", Note("nothing")) if seen else ("restricted", Note("unseen"))


def why_sentence(why: Note, gettext: Callable[[str], str] = gettext_noop) -> str:
    return gettext(WHY[why.code]) % why.params


def meaning_label(code: str, language: str = "fr") -> str:
    """What people read for a meaning; "" when none was recognised."""
    meaning = meanings().get(code)
    return "" if meaning is None else (meaning.en if language == "en" else meaning.fr)
