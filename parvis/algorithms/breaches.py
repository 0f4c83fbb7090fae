"""What can be wrong with an algorithm or a type of decision: one function a rule.

Pure. `content` is the projection; each function gives what fills the rule's sentence, or None
where all is well.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from parvis.records.consistency import Content, Params, day, when

LEARNT = ("learning", "hybrid", "generative")
USED = ("pilot", "evaluation", "operational")
FRIA = ("fria_process", "fria_period", "fria_groups", "fria_risks", "fria_oversight",
        "fria_measures")  # fmt: skip
ANNEX = ("provider_entry_url", "submitted_by", "fria_summary", "dpia_summary")
ALGORITHM_ADDRESSES = (
    *("legal_url", "contact_url", "page_url", "processing_url", "code_url", "evaluation_url"),
    "provider_entry_url",
)
DECISION_ADDRESSES = ("legal_url", "contact_url")
PERSON = re.compile(r"\b[a-z]{2,}(?:-[a-z]+)?\.[a-z]{2,}(?:-[a-z]+)?@", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What is known of a record beside its own projection.

    `treated`: whether a processing is tied to it; None where nobody looked. `dead`: its addresses
    that no longer answer. `sensitive`: titles of the decisions it takes alone from sensitive data.
    `degrees`: what algorithms do in a decision, each once. `versions`: of its rules, the version
    that is published and the one that explains decisions, where they differ.
    """

    today: dt.date
    treated: bool | None = None
    dead: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    degrees: frozenset[str] = frozenset()
    versions: tuple[str, str] | None = None


def used(content: Content) -> bool:
    return content.get("status") in USED


def parts(content: Content) -> list[Content]:
    return list(content.get("contributions") or ())


def is_high(content: Content) -> bool:
    return content.get("ai_class") == "high"


def always(content: Content) -> bool:
    return True


# an algorithm


def learnt_decides_alone(content: Content, known: Known) -> Params | None:
    alone = any(one["degree"] == "decides" for one in parts(content))
    return when(content.get("method") in LEARNT and alone)


def forbidden_practice(content: Content, known: Known) -> Params | None:
    return when(content.get("ai_class") == "unacceptable" and used(content))


def identity_denied(content: Content, known: Known) -> Params | None:
    """Said to hold nothing about people, while one of its sources does."""
    if content.get("personal_data") is not False:
        return None
    for one in content.get("data_uses") or ():
        if one["identity"] in ("pseudonymous", "identifiable"):
            return {"name": one["name"]}
    return None


def personal_untreated(content: Content, known: Known) -> Params | None:
    return when(bool(content.get("personal_data")) and known.treated is False)


def sensitive_alone(content: Content, known: Known) -> Params | None:
    return {"title": known.sensitive[0]} if known.sensitive else None


def unrecorded_without_mention(content: Content, known: Known) -> Params | None:
    for one in parts(content):
        if not one["decision"] and not one["mention"].strip() and used(content):
            return {"title": one["decision_name"]}
    return None


def high_without_fria(content: Content, known: Known) -> Params | None:
    said = all(content.get(name) for name in FRIA)
    return when(is_high(content) and not said)


def high_unregistered(content: Content, known: Known) -> Params | None:
    said = all(content.get(name) for name in ANNEX)
    return when(is_high(content) and not said)


def act_date_unsaid(content: Content, known: Known) -> Params | None:
    return when(is_high(content) and not content.get("act_applies_on"))


def contact_is_a_person(content: Content, known: Known) -> Params | None:
    found = PERSON.search(str(content.get("contact") or ""))
    return {"contact": str(content["contact"])} if found else None


def users_unsaid(content: Content, known: Known) -> Params | None:
    return when(bool(content.get("generative")) and not content.get("used_by"))


def never_reviewed(content: Content, known: Known) -> Params | None:
    return when(used(content) and not content.get("last_review_on"))


def other_version(content: Content, known: Known) -> Params | None:
    if known.versions is None:
        return None
    return {"published": known.versions[0], "replayed": known.versions[1]}


# a type of decision


def nowhere(content: Content) -> bool:
    return bool(content.get("mention_shown", "nowhere") == "nowhere")


def void_decision(content: Content, known: Known) -> Params | None:
    return when("decides" in known.degrees and nowhere(content))


def mention_missing(content: Content, known: Known) -> Params | None:
    helped = bool(known.degrees) and "decides" not in known.degrees
    return when(helped and nowhere(content))


def mention_half(content: Content, known: Known) -> Params | None:
    half = content.get("mention_shown") in ("online", "letter")
    return when(bool(known.degrees) and half)


def mention_incomplete(content: Content, known: Known) -> Params | None:
    """A text of one's own that forgets what R.311-3-1-1 asks: the right, and the CADA."""
    text = str(content.get("mention_text") or "").casefold()
    return when(bool(text) and not ("cada" in text and "communication" in text))


def delay_unsaid(content: Content, known: Known) -> Params | None:
    for one in content.get("remedies") or ():
        if one["kind"] in ("gracious", "court") and one["delay"] is None:
            return {"before": one["before"]}
    return None


def explanation_unopened(content: Content, known: Known) -> Params | None:
    opened = "explication-d-une-decision" in (content.get("rights") or ())
    return when(bool(known.degrees) and not opened)


def review_unopened(content: Content, known: Known) -> Params | None:
    opened = "intervention-humaine" in (content.get("rights") or ())
    return when("decides" in known.degrees and not opened)


# both


def review_past(content: Content, known: Known) -> Params | None:
    due = day(content, "review_on")
    return {"date": due.isoformat()} if due and due < known.today else None


def dead_link(content: Content, known: Known) -> Params | None:
    return {"address": known.dead[0]} if known.dead else None
