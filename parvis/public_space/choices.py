"""The closed lists of the register, with the words people read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What stands in the street. Categories of SensRNet (sensor, camera, beacon), and our own."""

    CAMERA = "camera", _("caméra")
    COUNTER = "counter", _("compteur")
    SENSOR = "sensor", _("capteur")
    BEACON = "beacon", _("balise")
    READER = "reader", _("lecteur de badge ou de plaque")
    OTHER = "other", _("autre équipement")


class Status(models.TextChoices):
    PLANNED = "planned", _("prévu")
    IN_SERVICE = "in_service", _("en service")
    SUSPENDED = "suspended", _("arrêté pour un temps")
    REMOVED = "removed", _("retiré")


class Recognition(models.TextChoices):
    """Whether what it takes in tells who is there: the three colours of DTPR's technologies."""

    IDENTIFIABLE = "identifiable", _("oui, une personne peut être reconnue")
    DE_IDENTIFIED = "de_identified", _("non, ce qui permet de reconnaître est effacé")
    NONE = "none", _("non, rien ne dit qui est là")


class Ground(models.TextChoices):
    """Article 6(1) of the GDPR, letters a to f."""

    CONSENT = "consent", _("le consentement de la personne")
    CONTRACT = "contract", _("un contrat avec la personne")
    OBLIGATION = "obligation", _("une obligation légale")
    VITAL = "vital", _("la sauvegarde d’une vie")
    PUBLIC_TASK = "public_task", _("une mission d’intérêt public")
    INTEREST = "interest", _("un intérêt légitime")


class Objection(models.TextChoices):
    """The right to object (GDPR, articles 21 and 23; CNIL, 19 July 2022): never a yes or no."""

    APPLIES = "applies", _("vous pouvez vous opposer")
    SET_ASIDE = "set_aside", _("un texte écarte le droit d’opposition")
    STATISTICS = "statistics", _("statistiques anonymes : personne n’est distingué")


class Shown(models.TextChoices):
    """How a position is published."""

    POINT = "point", _("l’endroit exact")
    ZONE = "zone", _("une zone seulement, l’endroit exact étant protégé")
    AREA = "area", _("le secteur où il se déplace")


class Purpose(models.IntegerChoices):
    """Purposes of video protection: code de la sécurité intérieure, article L.251-2, 1° to 11°.

    Short names of ours, from a fact sheet; the article's own wording was not checked.
    """

    BUILDINGS = 1, _("protéger des bâtiments publics et leurs abords")
    DEFENCE = 2, _("protéger des installations de défense")
    TRAFFIC = 3, _("réguler la circulation")
    OFFENCES = 4, _("constater des infractions routières")
    SAFETY = 5, _("protéger les personnes et les biens en des lieux exposés")
    TERRORISM = 6, _("prévenir le terrorisme")
    RISKS = 7, _("prévenir les risques naturels ou technologiques")
    RESCUE = 8, _("secourir et combattre l’incendie")
    PARKS = 9, _("protéger les visiteurs de parcs d’attractions")
    INSURANCE = 10, _("vérifier l’assurance des véhicules")
    DUMPING = 11, _("empêcher l’abandon d’ordures")
