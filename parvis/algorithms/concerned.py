"""Does the law ask anything of this tool? Seven questions, what they make due, and why. Pure.

Sources: CRPA L.311-3-1, L.311-5, L.312-1-3, D.312-1-4; loi 78-17, article 47. A spreadsheet is an
algorithm, and so is a grid on paper; decisions about companies count; advice alone does not.
"main" (many people, or important effects) is Etalab's reading, and not in the law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

QUESTIONS = ("decides", "secret", "alone", "learnt", "many", "effects", "fifty")
DUTIES = ("mention", "explain", "publish", "human")


@dataclass(frozen=True)
class Verdict:
    """Duties (of DUTIES) and reasons, each a name that `words` says in a sentence."""

    duties: tuple[str, ...]
    reasons: tuple[str, ...]


def judge(answers: Mapping[str, bool]) -> Verdict:
    """What seven answers make due. Raise KeyError where one is missing."""
    given = {name: answers[name] for name in QUESTIONS}
    if not given["decides"]:
        return Verdict((), ("no-decision",))
    if given["secret"]:
        return Verdict((), ("secret",))
    duties, reasons = ["mention", "explain"], ["decision"]
    if given["alone"]:
        reasons.append("void")
    if given["alone"] and given["learnt"]:
        duties.append("human")
        reasons.append("unexplained")
    main = given["many"] or given["effects"]
    if main and given["fifty"]:
        duties.append("publish")
        reasons.append("main")
    else:
        reasons.append("small" if main else "not-main")
    return Verdict(tuple(duties), tuple(reasons))
