"""What changes who works where: each checks the right, acts, and is written in the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from parvis.organisations import jobs, rights
from parvis.organisations.models import Delegation, Event, Invitation, Membership, Organisation
from parvis.organisations.rights import NEVER_DELEGATED, Role, Verb
from parvis.organisations.standing import standing_of, today
from parvis.organisations.tokens import invitation_of
from parvis.people.models import User
from parvis.records.problems import Problem, gettext_noop

VALIDITY = dt.timedelta(days=14)


class Refusal(Problem):
    """A change of members that is not possible, said to the person who asked."""

    sentences = {
        "member-already": gettext_noop(
            "%(person)s a déjà ce rôle à ces dates. Terminez-le d’abord, ou choisissez d’autres "
            "dates."
        ),
        "last-administrator": gettext_noop(
            "%(person)s est la dernière personne à administrer « %(organisation)s ». Donnez "
            "d’abord ce rôle à quelqu’un d’autre."
        ),
        "role-unknown": gettext_noop("Le rôle « %(role)s » n’existe pas."),
        "kind-unknown": gettext_noop("La nature « %(kind)s » n’existe pas."),
        "dates": gettext_noop("La fin (%(until)s) vient avant le début (%(since)s)."),
        "past": gettext_noop("La fin (%(until)s) est déjà passée."),
        "delegate-self": gettext_noop("On ne peut pas se donner une délégation à soi-même."),
        "delegate-outside": gettext_noop(
            "« %(organisation)s » ne fait pas partie de ce que couvre ce rôle."
        ),
        "delegate-verb": gettext_noop("L’acte « %(verb)s » ne peut pas être délégué."),
        "delegate-why": gettext_noop("Dites pourquoi, par exemple « Congés d’été »."),
        "delegate-beyond": gettext_noop(
            "La délégation ne peut pas dépasser le rôle, du %(since)s au %(until)s."
        ),
        "invitation-closed": gettext_noop(
            "Cette invitation ne peut plus servir : elle a été acceptée, annulée ou a expiré. "
            "Demandez-en une nouvelle à la personne qui vous a invité."
        ),
        "invitation-other": gettext_noop(
            "Cette invitation est pour une autre adresse e-mail que celle de votre compte."
        ),
        "account-exists": gettext_noop(
            "Un compte existe déjà avec cette adresse e-mail. Connectez-vous, puis ouvrez de "
            "nouveau l’invitation."
        ),
        "circle": gettext_noop(
            "« %(organisation)s » ne peut pas faire partie de ce qui fait déjà partie d’elle."
        ),
    }


def check_members(by: User | None, organisation: Organisation, role: str = "") -> None:
    """Raise PermissionDenied unless this person manages members here; None is the application.

    A role that reaches beyond the organisation is given by the platform's administrators alone.
    """
    if by is None or (by.is_superuser and by.is_active):
        return
    if not standing_of(by).may(Verb.MEMBERS, organisation):
        raise PermissionDenied(f"{by} may not manage members of {organisation.slug}")
    if role and rights.reaches_everywhere(Role(role)):
        raise PermissionDenied(f"{by} may not give the role {role}")


def record(
    kind: str, organisation_id: int, by: User | None, person: User | None = None, **details: Any
) -> None:
    """Append to the journal: identifiers, roles and dates; never a name or an address."""
    Event.objects.create(
        kind=kind,
        organisation_id=organisation_id,
        by=by.uuid if by else None,
        person=person.uuid if person else None,
        details={name: str(value) for name, value in details.items() if value},
    )


def check_role(role: str) -> None:
    if role not in set(Role):
        raise Refusal("role-unknown", role=role)


def check_period(since: dt.date, until: dt.date | None) -> None:
    if until and until < since:
        raise Refusal("dates", since=since.isoformat(), until=until.isoformat())
    if until and until < today():
        raise Refusal("past", until=until.isoformat())


def hold(organisation: Organisation) -> None:
    """Two changes of the same organisation's members wait for each other."""
    Organisation.objects.select_for_update().only("pk").get(pk=organisation.pk)


# Memberships


@transaction.atomic
def join(
    by: User | None,
    organisation: Organisation,
    user: User,
    role: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Membership:
    """Give someone a role, from today unless `since` says otherwise."""
    check_role(role)
    check_members(by, organisation, role)
    since = since or today()
    check_period(since, until)
    hold(organisation)
    same = Membership.objects.filter(user=user, organisation=organisation, role=role)
    if overlapping(same, since, until).exists():
        raise Refusal("member-already", person=str(user))
    made = Membership(user=user, organisation=organisation, role=role, since=since, until=until)
    made.save()
    record(Event.Kind.JOINED, organisation.pk, by, user, role=role, since=since, until=until)
    return made


def overlapping(periods: Any, since: dt.date, until: dt.date | None) -> Any:
    begun = Q(since__lte=until) if until else Q()
    return periods.filter(begun).filter(Q(until__isnull=True) | Q(until__gte=since))


@transaction.atomic
def leave(by: User | None, membership: Membership, last_day: dt.date | None = None) -> None:
    """End a role, at once or after `last_day`. The last administrator stays.

    At once means that yesterday was the last day; what began today leaves no row, only its two
    lines in the journal.
    """
    organisation = membership.organisation
    if by != membership.user:
        check_members(by, organisation, membership.role)
    hold(organisation)
    end = last_day or today() - dt.timedelta(1)
    if membership.role == Role.ADMINISTRATOR:
        check_not_last(membership, end)
    if end < membership.since:
        membership.delete()
    else:
        membership.until = end
        membership.save(update_fields=["until"])
    user = membership.user
    record(Event.Kind.LEFT, organisation.pk, by, user, role=membership.role, until=end)


def check_not_last(membership: Membership, end: dt.date) -> None:
    """Someone else must administer the organisation today and on the day after `end`."""
    days = {today(), max(end + dt.timedelta(1), today())}
    others = Membership.objects.filter(
        organisation=membership.organisation, role=Role.ADMINISTRATOR, user__is_active=True
    ).exclude(user=membership.user)
    if any(not others.on(day).exists() for day in days):
        raise Refusal(
            "last-administrator", person=membership.user, organisation=membership.organisation
        )


# Delegations


@transaction.atomic
def delegate(
    by: User | None,
    membership: Membership,
    to: User,
    organisation: Organisation,
    since: dt.date,
    until: dt.date,
    why: str,
    verbs: Sequence[str] = (),
) -> Delegation:
    """Let someone act in a member's place: decided by the member, or by who manages members."""
    if by != membership.user:
        check_members(by, membership.organisation, membership.role)
    check_period(since, until)
    check_lent(membership, to, organisation, verbs)
    if since < membership.since or (membership.until and until > membership.until):
        raise Refusal(
            "delegate-beyond", since=membership.since.isoformat(), until=membership.until or "…"
        )
    if not why.strip():
        raise Refusal("delegate-why")
    made = Delegation(
        membership=membership, to=to, organisation=organisation, since=since, until=until,
        why=why.strip(), verbs=sorted(verbs),
    )  # fmt: skip
    made.save()
    record(
        Event.Kind.DELEGATED, organisation.pk, by, to,
        role=membership.role, since=since, until=until, member=membership.user.uuid,
    )  # fmt: skip
    return made


def check_lent(
    membership: Membership, to: User, organisation: Organisation, verbs: Iterable[str]
) -> None:
    if to == membership.user:
        raise Refusal("delegate-self")
    if not rights.covers(Role(membership.role), membership.organisation_id, line(organisation)):
        raise Refusal("delegate-outside", organisation=organisation.title)
    for verb in verbs:
        if verb not in set(Verb) - NEVER_DELEGATED:
            raise Refusal("delegate-verb", verb=verb)


def line(organisation: Organisation) -> list[int]:
    """Keys of the organisation and of what it is part of, from near to far."""
    keys: list[int] = []
    step: Organisation | None = organisation
    while step is not None and step.pk not in keys:
        keys.append(step.pk)
        step = step.parent
    return keys


@transaction.atomic
def recall(by: User | None, delegation: Delegation) -> None:
    """End a delegation at once: by either of the two, or by who manages members."""
    membership = delegation.membership
    if by not in (membership.user, delegation.to):
        check_members(by, membership.organisation)
    end = today() - dt.timedelta(1)
    if end < delegation.since:
        delegation.delete()
    else:
        delegation.until = min(end, delegation.until or end)
        delegation.save(update_fields=["until"])
    record(Event.Kind.RETURNED, delegation.organisation_id, by, delegation.to, until=end)


# Invitations


@transaction.atomic
def invite(
    by: User | None,
    organisation: Organisation,
    email: str,
    role: str,
    until: dt.date | None = None,
) -> Invitation:
    """Offer a role by e-mail. The letter is a background task; an open offer is replaced."""
    check_role(role)
    check_members(by, organisation, role)
    check_period(today(), until)
    email = email.strip().lower()
    now = timezone.now()
    Invitation.objects.filter(
        email=email, organisation=organisation, role=role, accepted=None, revoked=None
    ).update(revoked=now)
    made = Invitation.objects.create(
        email=email, organisation=organisation, role=role, until=until, by=by,
        language=(get_language() or settings.LANGUAGE_CODE)[:5], expires=now + VALIDITY,
    )  # fmt: skip
    record(Event.Kind.INVITED, organisation.pk, by, role=role, invitation=made.uuid, until=until)
    jobs.send_invitation.enqueue(str(made.uuid))
    return made


@transaction.atomic
def revoke(by: User | None, invitation: Invitation) -> None:
    """Withdraw an offer that nobody has accepted yet."""
    check_members(by, invitation.organisation)
    if not invitation.open:
        raise Refusal("invitation-closed")
    invitation.revoked = timezone.now()
    invitation.save(update_fields=["revoked"])
    record(Event.Kind.REVOKED, invitation.organisation_id, by, invitation=invitation.uuid)


def open_invitation(token: str) -> Invitation:
    """The invitation of a letter's address; Refusal when it cannot serve (any more)."""
    try:
        uuid: UUID = invitation_of(token)
    except signing.BadSignature as error:
        raise Refusal("invitation-closed") from error
    found = Invitation.objects.select_related("organisation", "by").filter(uuid=uuid).first()
    if found is None or not found.open or not still_offered(found):
        raise Refusal("invitation-closed")
    return found


def still_offered(invitation: Invitation) -> bool:
    """Whether who invited may still do so; an offer of someone who left is void."""
    if invitation.by is None:
        return True
    try:
        check_members(invitation.by, invitation.organisation, invitation.role)
    except PermissionDenied:
        return False
    return True


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """Take the offered role. The address must be the account's: that is who was invited."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not held.open or not still_offered(held):
        raise Refusal("invitation-closed")
    if user.email.lower() != held.email:
        raise Refusal("invitation-other")
    held.accepted = timezone.now()
    held.save(update_fields=["accepted"])
    record(Event.Kind.ACCEPTED, held.organisation_id, user, user, invitation=held.uuid)
    same = Membership.objects.on(today()).filter(
        user=user, organisation=held.organisation, role=held.role
    )
    return same.first() or join(None, held.organisation, user, held.role, until=held.until)


@transaction.atomic
def open_account(
    invitation: Invitation, password: str | None, first_name: str = "", last_name: str = ""
) -> User:
    """Make the account of someone invited and give them the role.

    `password` None: they sign in through the identity provider only.
    """
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Refusal("account-exists")
    user = User.objects.create_user(
        username=invitation.email[:150],
        email=invitation.email,
        password=password,
        first_name=first_name,
        last_name=last_name,
    )
    accept(invitation, user)
    return user


# The tree


@transaction.atomic
def place(
    by: User | None, organisation: Organisation, kind: str, parent: Organisation | None
) -> None:
    """Say what an organisation is and what it is part of: rights and circles follow from it.

    One manages the members of the organisation, and of what it leaves and joins; at the top, or
    away from it, one is a platform administrator.
    """
    for concerned in (organisation, organisation.parent, parent):
        if by is not None and not by.is_superuser:
            if concerned is None:
                raise PermissionDenied(f"{by} may not place an organisation at the top")
            check_members(by, concerned)
    if parent and organisation.pk in line(parent):
        raise Refusal("circle", organisation=organisation.title)
    if kind not in Organisation.Kind:
        raise Refusal("kind-unknown", kind=kind)
    organisation.kind, organisation.parent = kind, parent
    organisation.save(update_fields=["kind", "parent"])
    above = parent.uuid if parent else "–"
    record(Event.Kind.PLACED, organisation.pk, by, nature=kind, parent=above)
