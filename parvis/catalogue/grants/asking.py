"""Under which policy someone reads the rows of a data set: open to all, an access, or none.

A key, else a membership, else what is given to everyone. What is read under an access to an
organisation leaves a trace.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from parvis.catalogue import access
from parvis.catalogue.grants.models import Grant, GrantUse, in_force
from parvis.catalogue.grants.rules import Rule, holds, policy_of, suits
from parvis.lake.models import Version
from parvis.lake.query.policy import PUBLIC, Policy
from parvis.lake.query.problems import QueryProblem
from parvis.organisations.rights import Verb
from parvis.organisations.standing import standing_of
from parvis.records.problems import Problem, gettext_noop

SCHEME = "apikey"
LONGEST = 200  # characters of a key
TILE = {"zoom", "row", "column"}  # what the address of a tile ends with
LOOKING = dt.timedelta(hours=1)  # during which the tiles of one zoom are one reading


class Closed(Problem):
    """These rows are not given to who asks."""

    sentences = {
        "closed": gettext_noop(
            "Ces lignes ne sont pas ouvertes à tous : leur fiche dit pourquoi et comment les "
            "demander."
        ),
        "key": gettext_noop(
            "Cette clé n’ouvre pas ces lignes : vérifiez-la, ou demandez un accès depuis leur "
            "fiche."
        ),
        "unsuited": gettext_noop(
            "L’accès qui vous est donné ne convient plus aux colonnes de ces lignes : le service "
            "qui en répond doit le décider de nouveau."
        ),
    }


def key_of(request: HttpRequest) -> str:
    """`Authorization: Apikey …`, or the parameter `apikey`; "" without one."""
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    key = given.strip() if scheme.lower() == SCHEME else request.GET.get("apikey", "")
    return key[:LONGEST]


def digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def policy(request: HttpRequest, dataset: Any, content: Any, version: Version) -> Policy:
    """For the rows of a data set (its UUID, its projection). Raises Closed."""
    if access.open_to_all(content):
        return PUBLIC
    grant = _grant(request, dataset, content)
    rule = rule_of(grant)
    try:
        found = policy_of(rule)
    except QueryProblem as problem:  # what was a condition once
        raise Closed("unsuited") from problem
    if not suits(found, version.schema):
        raise Closed("unsuited")
    if grant.organisation_id:
        trace(request, grant)
    return found


def _grant(request: HttpRequest, dataset: Any, content: Any) -> Grant:
    known = [one for one in in_force(dataset) if holds(one, content)]
    if key := key_of(request):
        told = digest(key)
        for one in known:
            if one.secret and one.secret == told:
                return one
        raise Closed("key")
    mine = _own(request)
    for one in known:
        if one.organisation_id in mine:
            return one
    for one in known:
        if one.organisation is None:
            return one
    raise Closed("closed")


def _own(request: HttpRequest) -> set[int]:
    """The organisations one works for today. Not those that are part of them: who was named reads,
    and nobody else."""
    posts = standing_of(getattr(request, "user", None)).posts
    return {post.organisation for post in posts if post.right(Verb.VIEW)}


def rule_of(grant: Grant) -> Rule:
    return Rule(
        grant.columns, grant.condition, grant.least, grant.dimensions, grant.purpose, grant.until
    )


def trace(request: HttpRequest, grant: Grant) -> None:
    """Once a request: a page of rows asks several questions. A map asks tiles by dozens: those of
    one zoom are one reading an hour."""
    seen: set[int] = request.__dict__.setdefault("parvis_grants", set())
    if grant.pk in seen:
        return
    seen.add(grant.pk)
    user = getattr(request, "user", None)
    by = user if user is not None and user.is_authenticated else None
    asked = request.GET.copy()
    asked.pop("apikey", None)
    path, question = request.path[:300], asked.urlencode()
    if request.resolver_match and request.resolver_match.kwargs.keys() >= TILE:
        path = path.rsplit("/", 2)[0]
        recent = timezone.now() - LOOKING
        last = grant.uses.filter(path=path, by=by, at__gte=recent).first()
        if last and last.question == question:
            return
    GrantUse.objects.create(grant=grant, path=path, question=question, by=by)
