"""Who may do what: one table verb × role, and one function that reads it.

Nothing here knows Django: a person is a set of posts, a record a few facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What someone does for an organisation."""

    CONTRIBUTOR = "contributor"
    STEWARD = "steward"  # référent
    PRIVACY = "privacy"  # délégué à la protection des données
    SECRETARY = "secretary"  # secrétaire du conseil
    ADMINISTRATOR = "administrator"


class Verb(StrEnum):
    """What one may do with a record, or with an organisation (`members`)."""

    VIEW = "view_draft"
    ADD = "add"
    CHANGE = "change"
    SUBMIT = "submit"
    REVIEW = "review"
    REVIEW_PERSONAL = "review_personal"  # the step of those who protect personal data
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    ANSWER = "answer"
    HISTORY = "history"
    MEMBERS = "members"


class Reach(StrEnum):
    """How far a right goes from the organisation of the post."""

    OWN = "own"  # this organisation alone
    BRANCH = "branch"  # it and all that is part of it
    EVERYWHERE = "everywhere"


class Matter(StrEnum):
    """Which records a right is about."""

    ANY = "any"
    PERSONAL = "personal"  # marked with personal data, or about how it is processed
    PRIVACY = "privacy"  # registers of processing, notices, protection policy, rights
    COUNCIL = "council"  # debates, opinions, recommendations


PRIVACY_TYPES = frozenset({"processing", "notice", "policy", "right"})
COUNCIL_TYPES = frozenset({"debate", "opinion", "recommendation"})


@dataclass(frozen=True)
class Right:
    """One cell of the table."""

    reach: Reach
    matter: Matter = Matter.ANY


OWN = Right(Reach.OWN)
BRANCH = Right(Reach.BRANCH)
PERSONAL = Right(Reach.EVERYWHERE, Matter.PERSONAL)
PRIVACY = Right(Reach.BRANCH, Matter.PRIVACY)
COUNCIL = Right(Reach.BRANCH, Matter.COUNCIL)

NO = None
#             contributor steward privacy   secretary administrator
_ROWS = {
    Verb.VIEW:     (OWN, BRANCH, PERSONAL, COUNCIL, BRANCH),
    Verb.ADD:      (OWN, BRANCH, PRIVACY,  COUNCIL, BRANCH),
    Verb.CHANGE:   (OWN, BRANCH, PRIVACY,  COUNCIL, BRANCH),
    Verb.SUBMIT:   (OWN, BRANCH, PRIVACY,  COUNCIL, BRANCH),
    Verb.REVIEW:   (NO,  BRANCH, PERSONAL, COUNCIL, BRANCH),
    Verb.REVIEW_PERSONAL: (NO, NO, PERSONAL, NO,    NO),
    Verb.PUBLISH:  (NO,  BRANCH, PRIVACY,  COUNCIL, BRANCH),
    Verb.WITHDRAW: (NO,  BRANCH, PRIVACY,  COUNCIL, BRANCH),
    Verb.ERASE:    (NO,  NO,     NO,       NO,      BRANCH),
    Verb.ANSWER:   (OWN, BRANCH, PERSONAL, COUNCIL, BRANCH),
    Verb.HISTORY:  (OWN, BRANCH, PERSONAL, COUNCIL, BRANCH),
    Verb.MEMBERS:  (NO,  NO,     NO,       NO,      BRANCH),
}  # fmt: skip
TABLE: dict[Verb, dict[Role, Right | None]] = {
    verb: dict(zip(Role, cells, strict=True)) for verb, cells in _ROWS.items()
}

# an organisation comes and goes by the hand of those who manage its members
STRUCTURE = {Verb.ADD, Verb.WITHDRAW, Verb.ERASE}

# someone who acts for another never decides who works where
NEVER_DELEGATED = frozenset({Verb.MEMBERS, Verb.ERASE})


@dataclass(frozen=True)
class Post:
    """A role held today in an organisation (its key); `branch` is it and all that is part of it.

    `verbs` None: all that the role may do; else only these (a delegation).
    """

    role: Role
    organisation: int
    branch: frozenset[int] = field(default_factory=frozenset)
    verbs: frozenset[Verb] | None = None

    def within(self, reach: Reach) -> frozenset[int]:
        """The same object for a branch, when it holds the organisation: every page asks it tens of
        times."""
        if reach is Reach.BRANCH and self.organisation in self.branch:
            return self.branch
        own = frozenset({self.organisation})
        return own | self.branch if reach is Reach.BRANCH else own

    def right(self, verb: Verb) -> Right | None:
        if self.verbs is not None and verb not in self.verbs:
            return None
        return TABLE[verb][self.role]


@dataclass(frozen=True)
class Facts:
    """What of a record decides: its type, the organisation that answers for it, personal data."""

    type: str
    organisation: int | None
    personal: bool = False

    def is_about(self, matter: Matter) -> bool:
        if matter is Matter.ANY:
            return True
        if matter is Matter.COUNCIL:
            return self.type in COUNCIL_TYPES
        if matter is Matter.PRIVACY:
            return self.type in PRIVACY_TYPES
        return self.personal or self.type in PRIVACY_TYPES


def asked(verb: Verb, record_type: str) -> Verb:
    """The row of the table that a verb on this type of record is judged by."""
    return Verb.MEMBERS if record_type == "organisation" and verb in STRUCTURE else verb


def allows(post: Post, verb: Verb, facts: Facts) -> bool:
    right = post.right(asked(verb, facts.type))
    if right is None or not facts.is_about(right.matter):
        return False
    return right.reach is Reach.EVERYWHERE or facts.organisation in post.within(right.reach)


def may(posts: Iterable[Post], verb: Verb, facts: Facts) -> bool:
    """Whether someone who holds these posts may do `verb` on a record of these facts."""
    return any(allows(post, verb, facts) for post in posts)


def covers(role: Role, organisation: int, line: Iterable[int]) -> bool:
    """Whether a role held in `organisation` has rights in another, given with all it is part of.

    `line`: that other organisation first, then what it is part of, up to the top.
    """
    keys = list(line)
    reaches = {right.reach for right in rights_of(role)}
    return keys[0] == organisation or (Reach.BRANCH in reaches and organisation in keys)


def rights_of(role: Role) -> list[Right]:
    cells = (row[role] for row in TABLE.values())
    return [right for right in cells if right is not None]


def reaches_everywhere(role: Role) -> bool:
    """Whether a role sees beyond its organisation, so that not every administrator may give it."""
    return any(right.reach is Reach.EVERYWHERE for right in rights_of(role))
