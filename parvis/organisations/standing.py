"""What someone may do and see today: their posts, read once for a request."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from parvis.organisations import rights
from parvis.organisations.models import Delegation, Membership, Organisation, granted
from parvis.organisations.rights import Facts, Matter, Post, Reach, Role, Verb
from parvis.organisations.tree import Node, Tree
from parvis.people.models import User
from parvis.records.audience import Audience
from parvis.records.kinds import Circle
from parvis.records.models import Published
from parvis.records.questions import Question

CACHE = "_parvis_standing"
NOBODY = Q(pk__in=())


def today() -> dt.date:
    """The date in the territory's own time zone, whatever zone a page has activated."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def facts_of(record: Any) -> Facts:
    """What decides about a record. An organisation answers for itself; a new one, its parent."""
    if record.record_type == "organisation":
        organisation = record.pk or record.parent_id
    else:
        organisation = record.organisation_id
    personal = bool(getattr(record, "personal_data", False))
    return Facts(record.record_type, organisation, personal)


@dataclass(frozen=True)
class Standing:
    """Posts of one person today. A platform administrator (`everything`) needs none."""

    on: dt.date
    posts: tuple[Post, ...]
    tree: Tree
    everything: bool = False

    @property
    def enters(self) -> bool:
        """Whether the desk has anything for them today."""
        return self.everything or bool(self.posts)

    def may(self, verb: str, record: Any) -> bool:
        return self.everything or rights.may(self.posts, Verb(verb), facts_of(record))

    def scope(self, verb: str, model: type[Model]) -> Q:
        """Condition on the rows of a record's model on which this person may do `verb`."""
        if self.everything:
            return Q()
        kind: str = model.record_type  # type: ignore[attr-defined]
        row = rights.asked(Verb(verb), kind)
        found = NOBODY
        for post in self.posts:
            right = post.right(row)
            about = None if right is None else matter(right.matter, kind, model)
            if right is not None and about is not None:
                reached = about & where(right.reach, post, kind)
                if not reached:  # all of them; `NOBODY | Q()` would be nobody
                    return Q()
                found |= reached
        return found

    def organisations(self, verb: str, kind: str = "") -> frozenset[int] | None:
        """Keys of the organisations for which this person may do `verb`; None: all of them."""
        if self.everything:
            return None
        found: frozenset[int] = frozenset()
        row, facts = rights.asked(Verb(verb), kind), Facts(kind, None)
        for post in self.posts:
            right = post.right(row)
            if right and facts.is_about(right.matter):
                if right.reach is Reach.EVERYWHERE:
                    return None
                reached = post.within(right.reach)
                if not reached <= found:
                    found = found | reached if found else reached
        return found

    def among(self, verb: str, kind: str = "") -> Q:
        """The condition on organisations of `organisations`: each is the same object when it is
        asked again, so that its hash is counted once."""
        found = self._conditions
        if (verb, kind) not in found:
            keys = self.organisations(verb, kind)
            found.setdefault(keys, Q() if keys is None else Q(pk__in=keys))
            found[verb, kind] = found[keys]
        return found[verb, kind]

    @cached_property
    def _conditions(self) -> dict[Any, Q]:
        return {}

    @cached_property
    def audience(self) -> Audience:
        if self.everything:
            held = Published.objects.filter(circle=Circle.SERVICE, organisation__isnull=False)
            uuids = held.values_list("organisation", flat=True).distinct()
            return Audience(Circle.AGENTS, frozenset(uuid for uuid in uuids if uuid))
        if not self.posts:
            return Audience()
        agents = any(self.tree.agents(post.organisation) for post in self.posts)
        return Audience(Circle.AGENTS if agents else Circle.PARTNERS, self._services())

    def _services(self) -> frozenset[UUID]:
        """Organisations whose own ("service") records they see: the reach of viewing drafts."""
        keys: set[int] = set()
        for post in self.posts:
            below = post.role in {Role.STEWARD, Role.ADMINISTRATOR}
            keys |= post.within(Reach.BRANCH if below else Reach.OWN)
        return frozenset(self.tree.nodes[key].uuid for key in keys if key in self.tree.nodes)


def matter(about: Matter, kind: str, model: type[Model]) -> Q | None:
    """The condition that a row is about this matter; None when none of the model can be."""
    if Facts(kind, None).is_about(about):
        return Q()
    fields = {field.name for field in model._meta.get_fields()}
    if about is Matter.PERSONAL and "personal_data" in fields:
        return Q(personal_data=True)
    return None


def where(reach: Reach, post: Post, kind: str) -> Q:
    if reach is Reach.EVERYWHERE:
        return Q()
    name = "pk__in" if kind == "organisation" else "organisation__in"
    return Q(**{name: post.within(reach)})


def standing_of(user: Any) -> Standing:
    """Someone's posts today: three queries, then kept on this very object of the user.

    A request loads its own user, so what is kept lives for one request. Saving a membership or a
    delegation through the same object forgets it.
    """
    # not by `__dict__`: a request's user is a proxy with one of its own
    kept: Standing | None = getattr(user, CACHE, None) if isinstance(user, User) else None
    if kept is None or kept.on != today():
        kept = read_standing(user)
        if isinstance(user, User):
            setattr(user, CACHE, kept)
    return kept


def read_standing(user: Any) -> Standing:
    if not user or not user.is_authenticated or not user.is_active:
        return Standing(today(), (), Tree(()))
    return standings_of([user])[user.pk]


def standings_of(users: Iterable[Any]) -> dict[int, Standing]:
    """The posts of many active people today, by their key: three queries for all of them."""
    on = today()
    users = list(users)
    nothing = Tree(())
    found = {
        user.pk: Standing(on, (), nothing, everything=user.is_superuser and user.is_active)
        for user in users
    }
    asked = [user.pk for user in users if user.is_active and not user.is_superuser]
    if not asked:
        return found
    held: dict[int, list[Membership]] = defaultdict(list)
    lent: dict[int, list[Loan]] = defaultdict(list)
    for membership in HELD([on, *asked]):
        held[membership.user_id].append(membership)
    for row in LENT([on, *asked]):
        loan = Loan(*row)
        lent[loan.to].append(loan)
    roots = {one.organisation_id for some in held.values() for one in some}
    roots |= {one.organisation for some in lent.values() for one in some}
    if not roots:
        return found
    tree = read_tree(roots)
    for key in held.keys() | lent.keys():
        posts = tuple(posts_of(held.get(key, ()), lent.get(key, ()), tree))
        found[key] = Standing(on, posts, tree)
    return found


class Loan(NamedTuple):
    """A delegation in force: to whom, for which organisation, of which role, for which verbs."""

    to: int
    organisation: int
    role: str
    verbs: list[str]


def held_by(on: Any, users: list[Any]) -> QuerySet[Membership]:
    return Membership.objects.on(on).filter(user__in=users)


def lent_to(on: Any, users: list[Any]) -> QuerySet[Any]:
    lenders = Membership.objects.on(on).filter(user__is_active=True)
    loans = Delegation.objects.on(on).filter(to__in=users, membership__in=lenders)
    return loans.values_list("to", "organisation", "membership__role", "verbs")


HELD = Question(lambda _shape, values: held_by(values[0], values[1:]))
LENT = Question(lambda _shape, values: lent_to(values[0], values[1:]))


def posts_of(held: Iterable[Membership], lent: Iterable[Loan], tree: Tree) -> Iterable[Post]:
    for membership in held:
        key = membership.organisation_id
        yield Post(Role(membership.role), key, tree.branch(key))
    for delegation in lent:
        key = delegation.organisation
        yield Post(Role(delegation.role), key, tree.branch(key), granted(delegation.verbs))


def read_tree(roots: Iterable[int]) -> Tree:
    """Organisations that have a place in the tree, and `roots`: the many flat ones stay unread."""
    keys = list(roots)
    return Tree(Node(*row) for row in (PLACED(keys) if keys else placed(None, [])))


def placed(_shape: Any, roots: list[Any]) -> QuerySet[Any]:
    there = Q(parent__isnull=False) | Q(children__isnull=False) | Q(pk__in=roots)
    rows = Organisation.objects.filter(there).order_by().distinct()
    return rows.values_list("pk", "uuid", "kind", "parent_id")


PLACED = Question(placed)
