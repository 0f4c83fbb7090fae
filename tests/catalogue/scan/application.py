"""A business application of any size, the same on every system: its tables, and rows that agree.

Rows are made by the database itself from a counter, so that a large one is there in a moment.
"""

from __future__ import annotations

from collections.abc import Iterator

SUBJECTS = (
    "enfant", "famille", "creche", "presence", "agent", "abonne", "exemplaire", "pret", "voie",
    "chantier", "facture", "reservation", "association", "equipement", "demande",
)  # fmt: skip

# name: (type, what is joined to make a value of the counter n); twelve, the key makes thirteen
COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "nom": ("varchar(80)", ("'Nom'", "n")),
    "prenom": ("varchar(80)", ("'Prenom'", "n")),
    "dt_naiss": ("date", ("{day}",)),
    "mel": ("varchar(120)", ("'personne'", "n", "'@exemple.fr'")),
    "tel_port": ("varchar(20)", ("'06'", "10000000 + n")),
    "adr1": ("varchar(200)", ("n", "' rue des Lilas'")),
    "cp": ("char(5)", ("'35'", "100 + n % 800")),
    "ville": ("varchar(80)", ("'Rennes'",)),
    "siret": ("char(14)", ("'24350013900189'",)),
    "montant_ttc": ("numeric(10,2)", ("n * 1.5",)),
    "date_creation": ("date", ("{day}",)),
    "commentaire": ("varchar(200)", ("NULL",)),
}
DAYS = {
    "postgresql": "DATE '1960-01-01' + n % 20000",
    "mysql": "DATE_ADD('1960-01-01', INTERVAL n % 20000 DAY)",
    "sqlite": "date('1960-01-01', (n % 20000) || ' days')",
}
COUNTERS = {
    "postgresql": "SELECT i AS n FROM generate_series(1, {rows}) AS i",
    "mysql": "SELECT seq AS n FROM seq_1_to_{rows}",
    "sqlite": (
        "WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter "
        "WHERE n < {rows}) SELECT n FROM counter"
    ),
}


def statements(system: str, tables: int, rows: int) -> Iterator[str]:
    """What builds an application of `tables` tables of thirteen columns with `rows` rows each."""
    values = ", ".join(joined(system, pieces) for _type, pieces in COLUMNS.values())
    counter = COUNTERS[system].format(rows=rows)
    for number in range(tables):
        name = f"{SUBJECTS[number % len(SUBJECTS)]}_{number:04}"
        columns = ", ".join(f"{column} {made[0]}" for column, made in COLUMNS.items())
        yield f"CREATE TABLE {name} (id_{name} integer PRIMARY KEY, {columns})"
        if rows:
            yield f"INSERT INTO {name} SELECT n, {values} FROM ({counter}) AS c"


def joined(system: str, pieces: tuple[str, ...]) -> str:
    whole = [piece.format(day=DAYS[system]) for piece in pieces]
    if len(whole) == 1:
        return whole[0]
    together = ", ".join(whole)
    return (
        f"format('{'%s' * len(whole)}', {together})"
        if system == "sqlite"
        else f"concat({together})"
    )
