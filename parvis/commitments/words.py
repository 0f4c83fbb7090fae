"""What people read on the page of a commitment or an action."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from parvis.commitments import reading
from parvis.commitments.models import Evidence
from parvis.commitments.reading import Followed
from parvis.design.spoken import in_words as in_words
from parvis.records.audience import Audience
from parvis.records.projection import View

TYPES = frozenset({"commitment", "action"})


def facts(view: View) -> list[dict[str, Any]] | None:
    """Who promised it, in which text, by when; the state stands above, with the title."""
    if view.type not in TYPES:
        return None
    found = [*promised(view), *deadline(view), *abandoned(view)]
    return [fact for fact in found if fact["value"]]


def promised(view: View) -> list[dict[str, Any]]:
    content = view.content
    return [
        {"term": _("Numéro"), "value": str(content["number"])},
        {
            "term": _("Qui l’a promis"),
            "value": content.get("elected_name", ""),
            "help": view.text("elected_role"),
        },
        {
            "term": _("Dans quel texte"),
            "value": view.text("source"),
            "url": content.get("source_link", ""),
            "help": in_words(content.get("source_date")),
        },
    ]


def deadline(view: View) -> list[dict[str, Any]]:
    content = view.content
    how = ""
    if content.get("due_deduced"):
        how = _("date déduite des mots « %(words)s »") % {"words": content.get("due_wording", "")}
    return [
        {"term": _("Début"), "value": in_words(content.get("starts_on"))},
        {"term": _("Pour quand"), "value": in_words(content.get("due_on")), "help": how},
    ]


def abandoned(view: View) -> list[dict[str, Any]]:
    content = view.content
    return [
        {
            "term": _("Abandonné le"),
            "value": in_words(content.get("abandoned_on")),
            "help": content.get("abandoned_why", ""),
        }
    ]


def page_context(view: View, audience: Audience) -> dict[str, Any] | None:
    """`one` (reading.Followed), its `evidence` for people, and `why` it stands where it does."""
    if view.type not in TYPES:
        return None
    one = reading.follow(view, audience)
    return {"one": one, "why": why(one), "evidence": evidence(one)}


def why(one: Followed) -> str:
    """The rule that gave the state, in one sentence."""
    sentences = {
        "abandoned": _("Un acte le dit, avec ses raisons."),
        "not_started": _("Le début est prévu plus tard."),
        "without_proof": _("Personne n’a encore donné de preuve que quelqu’un ait vérifiée."),
        "late": _("Il y a des preuves, mais l’échéance est passée et rien ne montre la fin."),
        "underway": _("Au moins une preuve vérifiée montre que le travail avance."),
        "kept": _("Une preuve vérifiée montre que tout est fait."),
    }
    return sentences[one.standing.state.value]


def evidence(one: Followed) -> list[dict[str, Any]]:
    """Each piece, newest first: its facts, its kind in words, its language, and `action`, the one
    it was given for (None: what the page is about)."""
    mine = pieces(one.view, None)
    theirs = [row for action in one.actions for row in pieces(action.view, action)]
    return sorted([*mine, *theirs], key=lambda row: str(row["date"]), reverse=True)


def pieces(view: View, action: Followed | None) -> list[dict[str, Any]]:
    kinds = dict(Evidence.Kind.choices)
    return [
        row
        | {
            "kind_words": str(kinds.get(row["kind"], row["kind"])),
            "language": view.content["language"],
            "action": action,
        }
        for row in view.content.get("evidence", ())
    ]
