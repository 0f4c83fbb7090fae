"""Letters and forgetting, in the background. Arguments are identifiers, never a key."""

from __future__ import annotations

import datetime as dt

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from parvis.design.spoken import in_words
from parvis.organisations.models import Invitation
from parvis.organisations.tokens import invitation_address
from parvis.people.models import User

KEPT = dt.timedelta(days=90)  # the address of someone who never answered is then forgotten


@task()
def send_invitation(uuid: str) -> None:
    """Send the letter of an invitation that is still open."""
    invitation = Invitation.objects.select_related("organisation", "by").get(uuid=uuid)
    if not invitation.open:
        return
    with translation.override(invitation.language):
        subject = _("%(site)s : on vous invite à rejoindre « %(organisation)s »") % {
            "site": settings.PARVIS_SITE_NAME,
            "organisation": invitation.organisation.title,
        }
        send_mail(
            " ".join(subject.split()), invitation_letter(invitation), None, [invitation.email]
        )


def invitation_letter(invitation: Invitation) -> str:
    return _(
        "Bonjour,\n\n"
        "%(by)s vous invite à rejoindre « %(organisation)s » sur %(site)s, comme %(role)s.\n\n"
        "Pour accepter, ouvrez cette adresse avant le %(date)s :\n%(url)s\n\n"
        "Elle ne sert qu’une fois et n’est que pour vous. Si vous n’attendiez pas ce message, "
        "n’en faites rien : sans réponse de vous, il ne se passe rien.\n"
    ) % {
        "by": str(invitation.by or settings.PARVIS_SITE_NAME),
        "organisation": invitation.organisation.title,
        "site": settings.PARVIS_SITE_NAME,
        "role": invitation.get_role_display(),
        "date": in_words(invitation.expires),
        "url": invitation_address(invitation.uuid, invitation.language),
    }


@task()
def send_password_reset(uuid: str, language: str) -> None:
    """Send the letter that lets someone choose a new password; its key is made here, not kept."""
    user = User.objects.get(uuid=uuid, is_active=True)
    with translation.override(language):
        key = default_token_generator.make_token(user)
        path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
        subject = _("%(site)s : choisir un nouveau mot de passe") % {
            "site": settings.PARVIS_SITE_NAME
        }
        body = _(
            "Bonjour,\n\n"
            "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe sur %(site)s.\n\n"
            "Pour le choisir, ouvrez cette adresse :\n%(url)s\n\n"
            "Si ce n’est pas vous, n’en faites rien : votre mot de passe ne change pas.\n"
        ) % {"site": settings.PARVIS_SITE_NAME, "url": settings.PARVIS_BASE_URL + path}
        send_mail(subject, body, None, [user.email])


@task()
def forget_addresses() -> None:
    """Forget the addresses of invitations long closed."""
    Invitation.objects.filter(expires__lt=timezone.now() - KEPT).exclude(email="").update(email="")
