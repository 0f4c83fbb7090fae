"""French meanings of columns, from their name and every value; how sure, and why."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import duckdb

from parvis.lake import quoting
from parvis.lake.reading.raw import tallied

LUHN = (  # sum of digits, every second from the right doubled; {v} holds digits only
    "list_sum(list_transform(string_split(reverse({v}), ''), (d, i) ->"
    " CASE WHEN i % 2 = 1 THEN d::INTEGER WHEN d::INTEGER * 2 > 9 THEN d::INTEGER * 2 - 9"
    " ELSE d::INTEGER * 2 END)) % 10 = 0"
)


@dataclass(frozen=True)
class Kind:
    """`named` is searched in the folded name; `test` is SQL on `{v}` as text, proved on all rows."""

    name: str
    named: str
    test: str
    telling: bool = False  # the values alone are enough


@dataclass(frozen=True)
class Meaning:
    name: str
    certainty: float  # share of the values that agree


def _like(pattern: str) -> str:
    return "regexp_full_match({v}, " + quoting.text(pattern) + ")"


_DIGITS = r"\d+"
_DEGREES = "try_cast(replace({v}, ',', '.') AS DOUBLE)"
KINDS = (
    Kind("siret", r"siret", f"CASE WHEN {_like(chr(92) + 'd{14}')} THEN {LUHN} ELSE false END", True),
    Kind("siren", r"siren", f"CASE WHEN {_like(chr(92) + 'd{9}')} THEN {LUHN} ELSE false END"),
    Kind("code_commune", r"(^|_)insee(_|$)|(^|_)code_com(mune)?(_|$)|^commune$|(^|_)com(m|mune)?_(code|insee)|depcom|codgeo",
         _like(r"(\d{2}|2[AB])\d{3}")),
    Kind("code_postal", r"code_?postal|postal_?code|^cp$|postcode|_cp$", _like(r"\d{5}")),
    Kind("code_departement", r"^(code_)?dep(artement)?$", _like(r"\d{2,3}|2[AB]")),
    Kind("latitude", r"^(lat|latitude|y_?wgs84|ylat)|_lat(itude)?$", f"abs({_DEGREES}) <= 90"),
    Kind("longitude", r"^(lon|lng|long|longitude|x_?wgs84|xlong)$|_(lon|lng|longitude)$",
         f"abs({_DEGREES}) <= 180"),
    Kind("point", r"geo_?point|coord|lat_?lon|(^|_)xy$|position|localisation",
         _like(r"\[?-?\d{1,3}(\.\d+)?\s*,\s*-?\d{1,3}(\.\d+)?\]?")),
    Kind("geometry", r"geo_?shape|geom", _like(r"\{.*coordinates.*\}"), True),
    Kind("id_rva", r"^id_?rva|_rva$", _like(_DIGITS)),
    Kind("email", r"e?_?mail|courriel", _like(r"[^@\s;,]+@[^@\s;,]+\.[A-Za-z]{2,}"), True),
    Kind("phone", r"tel(ephone)?$|^tel|phone|no_appel|portable|mobile",
         _like(r"(\+33|0033|0)\s?[1-9]([\s.-]?\d{2}){4}"), True),
    Kind("uri", r"url|uri|lien|site_?web|href", _like(r"https?://\S+"), True),
    Kind("country", r"^pays|country|iso_?pays", _like("[A-Z]{2,3}")),
    Kind("uuid", r"uuid|guid",
         _like("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), True),
    Kind("adresse", r"adresse|^address", _like(r".*[A-Za-z]{3}.*")),
    Kind("annee", r"annee|^an$|year|millesime|^exercice(_budgetaire)?$", _like(r"(18|19|20|21)\d\d")),
    Kind("date", r"date|jour|_le$|^maj$", _like(r"\d{4}-\d\d-\d\d.*")),
)  # fmt: skip


def folded(title: str) -> str:
    """`Code postal` → `code_postal`; `dateDébut` → `date_debut`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain)
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


# numbers by their writing, names by their use: never added up
CODES = {"siret", "siren", "code_commune", "code_postal", "code_departement", "phone", "point"}


def is_code(title: str) -> bool:
    """Whether the title alone says that digits are a name, were some of them wrong."""
    name = folded(title)
    return bool(re.search(r"(^|_)code(_|$)", name)) or any(
        each.name in CODES and re.search(each.named, name) for each in KINDS
    )


def meanings(
    link: duckdb.DuckDBPyConnection, titles: tuple[str, ...], whole: bool
) -> dict[int, Meaning]:
    """Of each column of `raw`, only what its values uphold. `cells` holds some of them, which
    strike out what three in ten disagree with, or the `whole`."""
    out = {}
    tests = {kind.name: kind.test.replace("{v}", "v") for kind in KINDS}
    for index, counts in enumerate(tallied(link, len(titles), {"": "true"} | tests)):
        name, filled = folded(titles[index]), counts[""]
        tried = [k for k in KINDS if re.search(k.named, name)] + [k for k in KINDS if k.telling]
        tried = [kind for kind in tried if counts[kind.name] * 10 >= filled * 7]
        agreed = [counts[kind.name] for kind in tried]
        if tried and not whole:
            filled, *agreed = _counts(link, f"c{index}", tried)
        if filled and (best := _best(tried, filled, agreed)):
            out[index] = best
    return out


def _counts(link: duckdb.DuckDBPyConnection, column: str, tried: list[Kind]) -> tuple[int, ...]:
    """The texts of a column, and how many agree with each kind."""
    tests = "".join(f", count(*) FILTER (WHERE {k.test.replace('{v}', column)})" for k in tried)
    row: tuple[int, ...] | None = link.execute(f"SELECT count({column}){tests} FROM raw").fetchone()
    assert row is not None  # an aggregate always answers
    return row


def _best(tried: list[Kind], filled: int, agreed: list[int]) -> Meaning | None:
    for kind, count in zip(tried, agreed, strict=True):
        share = count / filled
        if share >= 0.9:
            return Meaning(kind.name, round(share, 4))
    return None
