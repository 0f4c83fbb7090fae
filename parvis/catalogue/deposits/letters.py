"""Letters about files that wait for a decision."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.catalogue.deposits.models import Deposit
from parvis.organisations.models import Membership
from parvis.organisations.rights import Role
from parvis.organisations.standing import read_tree
from parvis.people.models import User


def officers(organisation: int | None) -> list[User]:
    """Who protects personal data for an organisation: those of its own line, else all."""
    posts = Membership.objects.on(timezone.localdate()).filter(role=Role.PRIVACY)
    posts = posts.filter(user__is_active=True).select_related("user")
    above = (
        [node.key for node in read_tree([organisation]).above(organisation)] if organisation else []
    )
    near = {post.user for post in posts.filter(organisation__in=above)}
    return sorted(near or {post.user for post in posts}, key=lambda user: user.pk)


def to_decide(deposit: Deposit) -> int:
    """Tell the officers, in the transaction of what they are told; how many letters. The names of
    columns are said, no value."""
    people = officers(deposit.dataset.organisation_id)
    with translation.override(settings.LANGUAGE_CODE):
        for user in people:
            _letter(deposit, user).send()
    return len(people)


def _letter(deposit: Deposit, user: User) -> EmailMessage:
    title = deposit.dataset.title
    said = _("Un fichier déposé pour « %(title)s » attend votre décision : %(columns)s.")
    text = [
        _("Bonjour,"),
        said % {"title": title, "columns": ", ".join(deposit.waits)},
        settings.PARVIS_BASE_URL + decide_address(deposit),
        _("Rien n’est publié avant que vous ayez décidé de chaque colonne."),
        settings.PARVIS_SITE_NAME,
    ]
    subject = _("Données de personnes à décider : %(title)s") % {"title": title}
    return EmailMessage(
        " ".join(subject.split()), "\n\n".join(text), settings.DEFAULT_FROM_EMAIL, [user.email]
    )


def decide_address(deposit: Deposit) -> str:
    return reverse("parvis_deposits:decide", args=[deposit.key])
