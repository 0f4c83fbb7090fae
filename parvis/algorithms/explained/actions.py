"""Changes of state: rules published, a type of decision explained, its door opened with a key."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from parvis.algorithms.explained import reference
from parvis.algorithms.explained.models import Case, ExplainedDecision, RuleVersion
from parvis.algorithms.models import Algorithm, DecisionType
from parvis.algorithms.ruleset import reading
from parvis.algorithms.ruleset.evaluate import check_examples
from parvis.records import canonical, hooks, journal
from parvis.records.problems import Problem, gettext_noop

KEPT_LONGEST = 36_500  # days


class ExplainedProblem(Problem):
    sentences: ClassVar = {
        "prefix": gettext_noop(
            "« %(value)s » ne convient pas. Donnez de 2 à 12 lettres capitales sans accent, comme "
            "« CANTINE »."
        ),
        "prefix_taken": gettext_noop(
            "« %(value)s » commence déjà les références d’autres décisions. Choisissez-en un autre."
        ),
        "kept": gettext_noop(
            "« %(value)s » jours de conservation : donnez un nombre de 1 à 36 500."
        ),
        "decided": gettext_noop(
            "Des décisions ont déjà été prises avec d’autres règles depuis le %(value)s. Donnez "
            "une date plus tardive."
        ),
    }


def check_may(by: Any, record: Any) -> None:
    """`by` None: who runs the portal, at the command line. Raise PermissionDenied."""
    if by is not None and not hooks.first("may", user=by, verb="publish", record=record):
        raise PermissionDenied(f"{by} may not publish {record}")


@transaction.atomic
def publish_rules(
    algorithm: Algorithm, data: bytes, since: dt.date, *, by: Any, why: str = ""
) -> tuple[RuleVersion, bool]:
    """Publish rules whose own examples pass; the same content twice is one version.

    Raise PermissionDenied, RuleProblem, ExplainedProblem.
    """
    check_may(by, algorithm)
    rules = reading.from_bytes(data)
    check_examples(rules)
    kept = RuleVersion.objects.filter(algorithm=algorithm, version=rules.version).first()
    if kept is not None:
        return kept, False
    if Case.objects.filter(rules__algorithm=algorithm, decided__gte=since).exists():
        raise ExplainedProblem("decided", value=since.isoformat())
    document = canonical.encode(rules.document).decode()
    made = RuleVersion.objects.create(
        algorithm=algorithm, version=rules.version, document=document, since=since, by=by, why=why
    )
    return made, True


@transaction.atomic
def explain_decisions(
    decision: DecisionType, algorithm: Algorithm, prefix: str, kept_days: int, *, by: Any
) -> ExplainedDecision:
    """Letters of this type of decision bear a reference from now on. A prefix never changes: it is
    printed on letters. A shorter duration holds for the cases that are there too. Raise
    PermissionDenied, ExplainedProblem."""
    check_may(by, decision)
    if not reference.PREFIX.match(prefix):
        raise ExplainedProblem("prefix", value=prefix[:40])
    if not 1 <= kept_days <= KEPT_LONGEST:
        raise ExplainedProblem("kept", value=kept_days)
    if ExplainedDecision.objects.filter(prefix=prefix).exclude(decision=decision).exists():
        raise ExplainedProblem("prefix_taken", value=prefix)
    values = {"algorithm": algorithm, "kept_days": kept_days}
    made, _new = ExplainedDecision.objects.update_or_create(
        decision=decision, defaults=values, create_defaults=values | {"prefix": prefix}
    )
    for decided in set(made.cases.values_list("decided", flat=True)):
        until = made.kept_until(decided)
        made.cases.filter(decided=decided, kept_until__gt=until).update(kept_until=until)
    return made


@transaction.atomic
def new_key(explained: ExplainedDecision, *, by: Any) -> str:
    """A key for the application that decides: shown this once; the one before opens nothing any
    more. Raise PermissionDenied."""
    check_may(by, explained.decision)
    given = secrets.token_urlsafe(32)
    explained.secret = digest(given)
    explained.save(update_fields=["secret"])
    journal.noted(explained.decision, by, "parvis.case_door", {"key": "new"})
    return given


@transaction.atomic
def close_door(explained: ExplainedDecision, *, by: Any) -> None:
    """No key opens any more. Raise PermissionDenied."""
    check_may(by, explained.decision)
    explained.secret = ""
    explained.save(update_fields=["secret"])
    journal.noted(explained.decision, by, "parvis.case_door", {"key": "none"})


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def opens(explained: ExplainedDecision, key: str) -> bool:
    return bool(explained.secret) and hmac.compare_digest(explained.secret, digest(key))
