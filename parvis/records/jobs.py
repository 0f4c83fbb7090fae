"""Background work of records. Each may run twice without harm."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from parvis.records.models import Feedback


@task()
def send_answer(key: int) -> None:
    """Send the answer to who left an address, then forget the address."""
    feedback = Feedback.objects.select_related("record").filter(pk=key).first()
    if feedback is None or not feedback.email or feedback.answered is None:
        return
    with override(settings.LANGUAGE_CODE):
        send_mail(*letter(feedback), settings.DEFAULT_FROM_EMAIL, [feedback.email])
    Feedback.objects.filter(pk=key).update(email="")


def letter(feedback: Feedback) -> tuple[str, str]:
    """Subject and text of the answer."""
    address = f"{settings.PARVIS_BASE_URL}/id/{feedback.record.key}"
    paragraphs = [
        _("Bonjour,"),
        _("Vous nous avez écrit à propos de cette fiche : %(address)s") % {"address": address},
        feedback.text,
        _("Notre réponse :"),
        feedback.answer,
        _("Votre adresse e-mail est effacée de notre base avec l’envoi de ce message."),
    ]
    return _("Réponse à votre message"), "\n\n".join(paragraphs)
