"""Tables that serve the application and tell nothing of the territory: proposed to be discarded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from parvis.catalogue.scan.lexicon import tokens
from parvis.catalogue.scan.model import Note, Table
from parvis.records.problems import gettext_noop

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "migrations": gettext_noop("Suit les versions de l’application, pas le métier."),
        "sessions": gettext_noop("Tient les connexions en cours des utilisateurs."),
        "log": gettext_noop("Journal technique de l’application."),
        "queue": gettext_noop("File de travaux de l’application."),
        "cache": gettext_noop("Copie temporaire de données déjà décrites ailleurs."),
        "copy": gettext_noop("Semble une copie, un essai ou une sauvegarde d’une autre table."),
        "rights": gettext_noop("Droits et réglages de l’application."),
        "geography": gettext_noop("Table du moteur géographique, pas de l’application."),
        "join": gettext_noop("Ne fait que relier deux autres tables."),
        "empty": gettext_noop("Ne contient aucune ligne."),
        "no_columns": gettext_noop("Aucune colonne n’a pu être lue."),
    }
)
_NAMES = (
    ("migrations", r"migrations?|schema_(history|version|info)|alembic|flyway|liquibase|knex"
                   r"|databasechangelog(lock)?|doctrine|ar_internal_metadata"),
    ("sessions", r"^sessions?$|(django|user|php|web|login|auth|active)_sessions?"
        r"|sessions?_(utilisateurs?|users?|data|store)|jetons?|(access|refresh|auth|csrf)_tokens?|authtoken|remember_me"),
    ("queue", r"jobs?|queues?|celery\w*|qrtz|quartz|tasks?_(queue|results?)|outbox|delayed_\w+"
              r"|files?_attente|crontab|failed_jobs"),
    ("cache", r"caches?|sequences?|hibernate"),
    ("log", r"logs?|audit\w*|journal_(technique|acces|connexions?|erreurs?)|erreurs?|errors?"
            r"|historique_connexions?|events?_log|changelog"),
    ("copy", r"tmp|temp|bak|backups?|old|sav|sauvegardes?|copie|copy|test|essai|import_\w+|dump"),
    ("rights", r"permissions?|content_types?|droits?|habilitations?|parametres?|params?|configs?"
               r"|configuration|options|settings|preferences|menus_?application|feature_flags?"),
    ("geography", r"spatial_ref_sys|(geometry|geography|raster)_columns|raster_overviews"),
)  # fmt: skip
_PATTERNS = tuple((code, re.compile(rf"(?:^|_)(?:{words})(?:_|$)")) for code, words in _NAMES)


def sentence(reason: Note, gettext: Callable[[str], str] = gettext_noop) -> str:
    return gettext(REASONS[reason.code]) % reason.params


def why_discard(table: Table) -> Note | None:
    """Why the table is proposed to be left out; None when it is to be kept."""
    code = _by_name(table) or _by_shape(table)
    return Note(code) if code else None


def _by_name(table: Table) -> str:
    name = "_".join(tokens(table.name))
    return next((code for code, pattern in _PATTERNS if pattern.search(name)), "")


def _by_shape(table: Table) -> str:
    if not table.columns:
        return "no_columns"
    if is_join(table):
        return "join"
    counted = table.rows is not None and table.rows.certainty == "exact"
    return "empty" if counted and table.rows and table.rows.count == 0 else ""


def is_join(table: Table) -> bool:
    """At least two foreign keys, and beside them nothing but its own key and one date or rank."""
    foreign = {name for key in table.foreign_keys for name in key.columns}
    others = [c for c in table.columns if c.name not in foreign and c.name not in table.primary_key]
    plain = all(column.kind in {"date", "moment", "integer"} for column in others)
    return len(table.foreign_keys) > 1 and len(others) <= 1 and plain
