"""What is written by e-mail: that there is something new, and where. Never what, nor about what."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.organisations.models import Membership, Organisation
from parvis.organisations.rights import Role
from parvis.organisations.standing import today
from parvis.people.models import User
from parvis.records.mail import FileMessage
from parvis.rights.requests.models import Request

ROOM = "rights"  # as the hook `letter_keys` is asked


def follow_address(token: str) -> str:
    return settings.PARVIS_BASE_URL + reverse("site:right_follow", args=[token])


def send(address: str, subject: str, *paragraphs: str) -> None:
    """To an agent, at the address of their post."""
    EmailMessage(*written(address, subject, *paragraphs)).send()


def send_person(request: Request, address: str, subject: str, *paragraphs: str) -> None:
    """To the person: until it leaves, their address and link are sealed under the request's key."""
    parts = written(address, subject, *paragraphs)
    FileMessage(*parts, room=ROOM, file=request.uuid).send()


def written(address: str, subject: str, *paragraphs: str) -> tuple[str, str, str, list[str]]:
    text = "\n\n".join([_("Bonjour,"), *paragraphs, settings.PARVIS_SITE_NAME])
    return " ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [address]


def to_person(request: Request, content: dict[str, Any], first: bool = False) -> None:
    """In the transaction of what is new. Nothing when they chose not to be written to by e-mail."""
    if content.get("contact") != "mail" or not content.get("email"):
        return
    with translation.override(request.language):
        if first:
            subject = _("Votre demande %(number)s est arrivée")
            said = _("Cette adresse est privée : gardez-la, et ne la donnez à personne.")
        else:
            subject = _("Du nouveau sur votre demande %(number)s")
            said = _("Ce message n’en dit pas plus : lisez la suite à votre adresse privée.")
        where = follow_address(content["follow"])
        subject %= {"number": request.number}
        send_person(request, content["email"], subject, said, where)


def code(request: Request, email: str, digits: str) -> None:
    with translation.override(request.language):
        said = _("Votre code est %(code)s. Il sert pendant dix minutes, une seule fois.")
        other = _("Si vous n’avez rien demandé, ne faites rien.")
        subject = _("Votre code pour la demande %(number)s") % {"number": request.number}
        send_person(request, email, subject, said % {"code": digits}, other)


def officers(organisation: int) -> list[User]:
    """Those who handle the requests of an organisation: its officers, or those above it."""
    above, one = [], Organisation.objects.filter(pk=organisation).first()
    while one is not None:
        above.append(one.pk)
        one = one.parent
    held = Membership.objects.on(today()).filter(role=Role.PRIVACY, organisation__in=above)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def images(request: Request) -> None:
    """Alert officers that images are to be set aside now; without a name, a place or an hour."""
    with translation.override(settings.LANGUAGE_CODE):
        to_officers(
            request,
            _("Des images à mettre de côté tout de suite (%(number)s)"),
            _("Quelqu’un demande des images qui vont s’effacer. Ouvrez la demande."),
        )


def images_over(request: Request) -> None:
    """Alert officers that images are kept for nobody: the person erased the request."""
    with translation.override(settings.LANGUAGE_CODE):
        to_officers(
            request,
            _("Des images à ne plus garder (%(number)s)"),
            _("La personne a effacé sa demande : effacez les images mises de côté pour elle."),
        )


def to_officers(request: Request, subject: str, said: str) -> None:
    desk = settings.PARVIS_BASE_URL + "/espace-agents/"
    for user in officers(request.organisation_id):
        send(user.email, subject % {"number": request.number}, said, desk)
