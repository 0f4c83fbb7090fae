"""The closed lists of a request. The value is kept and read by machines; people read the words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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


OPEN = (Stage.RECEIVED, Stage.STUDIED)
ANSWERED = (Stage.ACCEPTED, Stage.PARTLY, Stage.REFUSED)


class Refusal(models.TextChoices):
    """Why a request may be refused. Each names its text; `article` says which."""

    UNFOUNDED = "unfounded", _("demande manifestement infondée")
    EXCESSIVE = "excessive", _("demandes manifestement excessives, par leur répétition")
    IDENTITY = "identity", _("identité non établie malgré notre demande")
    NO_DATA = "no_data", _("aucune donnée sur vous ici")
    NOT_APPLICABLE = "not_applicable", _("ce droit n’existe pas pour ce traitement")
    OBLIGATION = "obligation", _("une loi nous oblige à garder ces données")
    PUBLIC_TASK = "public_task", _("ces données sont nécessaires à une mission d’intérêt public")
    ARCHIVES = "archives", _("archives d’intérêt public, recherche ou statistiques")
    LEGAL_CLAIMS = "legal_claims", _("défense de droits en justice")
    COMPELLING = "compelling", _("motifs légitimes et impérieux")
    OTHERS = "others", _("droits et libertés d’autres personnes")
    SECRET = "secret", _("secret protégé par la loi")
    NOT_HELD = "not_held", _("document que nous n’avons pas")
    ERASED = "erased", _("images ou données déjà effacées dans leur délai")


ARTICLES = {
    Refusal.UNFOUNDED: "RGPD, 12(5)",
    Refusal.EXCESSIVE: "RGPD, 12(5)",
    Refusal.IDENTITY: "RGPD, 11(2), 12(2), 12(6)",
    Refusal.NO_DATA: "RGPD, 15(1)",
    Refusal.NOT_APPLICABLE: "RGPD, 15 à 22",
    Refusal.OBLIGATION: "RGPD, 17(3)(b)",
    Refusal.PUBLIC_TASK: "RGPD, 17(3)(b), 20(3)",
    Refusal.ARCHIVES: "RGPD, 17(3)(d), 89",
    Refusal.LEGAL_CLAIMS: "RGPD, 17(3)(e), 21(1)",
    Refusal.COMPELLING: "RGPD, 21(1)",
    Refusal.OTHERS: "RGPD, 15(4), 20(4)",
    Refusal.SECRET: "CRPA, L.311-5 et L.311-6",
    Refusal.NOT_HELD: "CRPA, L.311-1",
    Refusal.ERASED: "CSI, L.252-5 ; RGPD, 5(1)(e)",
}


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
    ASKED_IDENTITY = "asked_identity", _("nous avons demandé qui vous êtes")
    PROVED_IDENTITY = "proved_identity", _("votre identité est établie")
    COPY_DESTROYED = "copy_destroyed", _("copie de votre pièce d’identité détruite")
    EXTENDED = "extended", _("délai prolongé")
    HELD = "held", _("images mises de côté")
    RELEASED = "released", _("images rendues à leur effacement")
    ANSWERED = "answered", _("réponse")
    FORWARDED = "forwarded", _("demande transmise")
    MOVED = "moved", _("demande confiée à une autre organisation d’ici")
    WITHDRAWN = "withdrawn", _("demande retirée")
    DISPATCHED = "dispatched", _("question posée à un service")
    REPLIED = "replied", _("réponse d’un service")
    ERASED = "erased", _("dossier effacé")


INTERNAL = (Kind.NOTE, Kind.DISPATCHED, Kind.REPLIED)  # never shown to the person
