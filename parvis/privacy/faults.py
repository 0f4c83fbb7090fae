"""What can be wrong with a processing: one function a rule, and what they read.

Pure. `content` is the projection: dates as ISO 8601. Each function gives what fills the rule's
sentence, or None where all is well.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from parvis.privacy import dpia, terms
from parvis.records.consistency import Content, Params, day, when


@dataclass(frozen=True)
class Known:
    """What is known of a processing beside its own record.

    `public_body`: whether its controller is a public body. `dead`: those of its addresses that no
    longer answer. `opens`: titles of open data sets in which it treats something of people.
    `algorithm`: whether an algorithm of the register is tied to it.
    """

    today: dt.date
    public_body: bool = True
    dead: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    algorithm: bool = True


def addresses(content: Content) -> list[str]:
    """The addresses that a processing gives."""
    rows = (("purposes", "text_url"), ("exclusions", "url"), ("transfers", "url"))
    return [row[name] for field, name in rows for row in content.get(field) or () if row.get(name)]


def going(content: Content) -> bool:
    return content.get("status") != "ended"


def bases(content: Content) -> set[str]:
    return {row["basis"] for row in content.get("purposes") or ()}


def interest_of_a_public_body(content: Content, known: Known) -> Params | None:
    return when(known.public_body and "interest" in bases(content))


def ground_unexplained(content: Content, known: Known) -> Params | None:
    """A task or an obligation names the text that founds it."""
    for row in content.get("purposes") or ():
        if row["basis"] in {"public_task", "obligation"} and not row["why"].strip():
            return {"purpose": row["title"]}
    return None


def special_without_condition(content: Content, known: Known) -> Params | None:
    sensitive = terms.of_kind(content.get("data") or (), terms.SPECIAL)
    return when(bool(sensitive) and not content.get("special"))


def penal_without_text(content: Content, known: Known) -> Params | None:
    penal = terms.of_kind(content.get("data") or (), terms.PENAL)
    return when(bool(penal) and not content.get("penal_text"))


def transfer_without_mechanism(content: Content, known: Known) -> Params | None:
    for row in content.get("transfers") or ():
        if not row["mechanism"]:
            return {"country": row["country"]}
    return None


def no_principal(content: Content, known: Known) -> Params | None:
    named = any(row["part"] == "principal" for row in content.get("parts") or ())
    return when(content.get("role") == "processor" and not named)


def partner_unreached(content: Content, known: Known) -> Params | None:
    """A joint controller, or one for whom data are treated: its record says it, or this one."""
    for row in content.get("parts") or ():
        said = row.get("contact") or row["organisation"]
        if row["part"] in {"joint", "principal"} and not said:
            return {"name": row["name"]}
    return None


def clauses_unverified(content: Content, known: Known) -> Params | None:
    for row in content.get("parts") or ():
        if row["part"] == "processor" and not (row["clauses"] and row["verified_on"]):
            return {"name": row["name"]}
    return None


def processor_unprotected(content: Content, known: Known) -> Params | None:
    told = {row["name"] for row in content.get("partner_measures") or ()}
    for row in content.get("parts") or ():
        if row["part"] == "processor" and row["name"] not in told:
            return {"name": row["name"]}
    return None


def sends_abroad_untold(content: Content, known: Known) -> Params | None:
    """A processor that sends data out of the Union, and no country is named."""
    for row in content.get("parts") or ():
        if row.get("sends_abroad") and not content.get("transfers"):
            return {"name": row["name"]}
    return None


def works_for_another(content: Content) -> bool:
    return content.get("role") == "processor"


def decides(content: Content) -> bool:
    return content.get("automation") in {"help", "full"}


def decides_alone(content: Content) -> bool:
    return content.get("automation") == "full"


def consents(content: Content) -> bool:
    return "consent" in bases(content)


def algorithm_untied(content: Content, known: Known) -> Params | None:
    return when(decides(content) and not known.algorithm)


def indirect(content: Content) -> bool:
    return terms.indirect(content.get("methods") or ())


def assessment_missing(content: Content, known: Known) -> Params | None:
    done = (content.get("assessment") or {}).get("state") in {"validated", "reopened"}
    met = dpia.criteria(content)
    return when(dpia.due(content) and not done, count=len(met))


def assessment_old(content: Content, known: Known) -> Params | None:
    return when((content.get("assessment") or {}).get("state") == "reopened")


def fate_unknown(content: Content, known: Known) -> Params | None:
    for row in content.get("retentions") or ():
        if row["fate"] == "unknown":
            return {"what": row["what"]}
    return None


def unprotected(content: Content, known: Known) -> Params | None:
    return when(not any(row["done"] for row in content.get("safeguards") or ()))


def opens_personal_data(content: Content, known: Known) -> Params | None:
    return {"title": known.opens[0]} if known.opens else None


def dead_link(content: Content, known: Known) -> Params | None:
    return {"address": known.dead[0]} if known.dead else None


def review_past(content: Content, known: Known) -> Params | None:
    due = day(content, "review_on")
    return when(due < known.today, date=due.isoformat()) if due else None


def no_review(content: Content, known: Known) -> Params | None:
    return when(not content.get("review_on"))


def no_officer(content: Content, known: Known) -> Params | None:
    officer = content.get("officer") or {}
    return when(not (officer.get("email") or officer.get("phone") or officer.get("address")))


def never(content: Content, known: Known) -> Params | None:
    """Of rules that are not put to one record: `checking.untreated` finds what breaks them."""
    return None


def always(content: Content) -> bool:
    return True
