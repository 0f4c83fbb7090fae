"""The closed lists of a request. The value is kept and read by machines; people read the words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.design.spoken import spoken
from parvis.rights.reasons import Kind as Reason
from parvis.rights.reasons import reasons


class Channel(models.TextChoices):
    WEB = "web", _("ce site")
    POST = "post", _("courrier")
    MAIL = "mail", _("courriel")
    COUNTER = "counter", _("guichet")
    PHONE = "phone", _("téléphone")


class Stage(models.TextChoices):
    RECEIVED = "received", _("reçue")
    STUDIED = "studied", _("à l’étude")
    ACCEPTED = "accepted", _("acceptée")
    PARTLY = "partly", _("acceptée en partie")
    REFUSED = "refused", _("refusée")
    FORWARDED = "forwarded", _("transmise à un autre organisme")
    WITHDRAWN = "withdrawn", _("retirée")
    MERGED = "merged", _("réunie à une autre")


OPEN = (Stage.RECEIVED, Stage.STUDIED)
ANSWERED = (Stage.ACCEPTED, Stage.PARTLY, Stage.REFUSED)


def refusals() -> list[tuple[str, str]]:
    """Why a request may be refused: the closed list of `parvis.rights.reasons`, in the reader's
    language."""
    language = spoken()
    found = reasons().values()
    return [(one.slug, one.title(language)) for one in found if one.kind is Reason.REFUSAL]


class Identity(models.TextChoices):
    """How much we need to know who asks, in proportion to what an error would cost them."""

    NONE = "none", _("rien à prouver")
    CODE = "code", _("un code envoyé à votre adresse e-mail")
    DOCUMENT = "document", _("une pièce d’identité, parce que nous avons un doute")
    REGISTERED = "registered", _("remise en mains propres par la poste, contre identité")


class Kind(models.TextChoices):
    """What an event of a request is."""

    RECEIVED = "received", _("demande reçue")
    WROTE = "wrote", _("vous nous avez écrit")
    TOLD = "told", _("nous vous avons écrit")
    NOTE = "note", _("note interne")
    STUDIED = "studied", _("demande à l’étude")
    QUALIFIED = "qualified", _("demande précisée")
    ASKED_IDENTITY = "asked_identity", _("nous avons demandé qui vous êtes")
    PROVED_IDENTITY = "proved_identity", _("votre identité est établie")
    COPY_DESTROYED = "copy_destroyed", _("copie de votre pièce d’identité détruite")
    EXTENDED = "extended", _("délai prolongé")
    HOLD_ASKED = "hold_asked", _("mise de côté des images demandée")
    HELD = "held", _("images mises de côté")
    RELEASED = "released", _("images rendues à leur effacement")
    ANSWERED = "answered", _("réponse")
    FORWARDED = "forwarded", _("demande transmise")
    MOVED = "moved", _("demande confiée à une autre organisation d’ici")
    WITHDRAWN = "withdrawn", _("demande retirée")
    MERGED = "merged", _("demande réunie à une autre")
    REOPENED = "reopened", _("demande rouverte")
    RECOURSE = "recourse", _("recours")
    DISPATCHED = "dispatched", _("question posée à un service")
    REPLIED = "replied", _("réponse d’un service")
    ERASED = "erased", _("dossier effacé")


INTERNAL = (Kind.NOTE, Kind.DISPATCHED, Kind.REPLIED, Kind.RECOURSE)  # never shown to the person
