"""The closed lists of the register, with the words people read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a tool is in its life. Seven states of Eurocities 0.3.1, in our words."""

    PLANNED = "planned", _("envisagé")
    DESIGN = "design", _("en conception")
    DEVELOPMENT = "development", _("en construction")
    PILOT = "pilot", _("à l’essai")
    EVALUATION = "evaluation", _("en évaluation")
    OPERATIONAL = "operational", _("en service")
    RETIRED = "retired", _("arrêté")


class Method(models.TextChoices):
    """How it comes to a result."""

    RULES = "rules", _("des règles écrites par des personnes")
    LEARNING = "learning", _("un modèle appris sur des exemples")
    HYBRID = "hybrid", _("des règles et un modèle appris")
    GENERATIVE = "generative", _("un modèle qui produit du texte, du son ou des images")


class Degree(models.TextChoices):
    """What an algorithm does in a decision: CRPA R.311-3-1-2, 1°."""

    INFORMS = "informs", _("il informe : une personne décide")
    PROPOSES = "proposes", _("il propose : une personne décide")
    DECIDES = "decides", _("il décide seul : personne n’intervient avant la décision")


class AiClass(models.TextChoices):
    """Classes of Regulation (EU) 2024/1689."""

    NONE = "none", _("ce n’est pas un système d’IA")
    MINIMAL = "minimal", _("risque minimal")
    LIMITED = "limited", _("risque limité : il faut dire que c’est une machine")
    HIGH = "high", _("haut risque")
    UNACCEPTABLE = "unacceptable", _("pratique interdite")


class Scope(models.TextChoices):
    """Whom the decisions bind."""

    EXTERNAL = "external", _("des habitants, des entreprises, des associations")
    INTERNAL = "internal", _("les agents")
    BOTH = "both", _("le public et les agents")


class SupplierRole(models.TextChoices):
    IN_HOUSE = "in_house", _("fait par nos services")
    SUPPLIED = "supplied", _("acheté ou loué")
    BESPOKE = "bespoke", _("fait pour nous par un prestataire")
    SHARED = "shared", _("logiciel partagé entre administrations")


class Domain(models.TextChoices):
    """What it is about: the sixteen themes of the Dutch register, in our words."""

    ORGANISATION = "organisation", _("fonctionnement de l’administration")
    CULTURE = "culture", _("culture et loisirs")
    ECONOMY = "economy", _("économie")
    FINANCE = "finance", _("finances publiques")
    HOUSING = "housing", _("logement")
    INTERNATIONAL = "international", _("international")
    MIGRATION = "migration", _("migrations et intégration")
    ENVIRONMENT = "environment", _("nature et environnement")
    EDUCATION = "education", _("école et recherche")
    SAFETY = "safety", _("ordre public et sécurité")
    LAW = "law", _("droit")
    SPACE = "space", _("aménagement")
    SOCIAL = "social", _("action sociale")
    TRAFFIC = "traffic", _("circulation et stationnement")
    WORK = "work", _("emploi")
    HEALTH = "health", _("santé")


class Identity(models.TextChoices):
    """What its data say of who is who: the three colours of DTPR, and none."""

    NONE = "none", _("rien sur des personnes")
    DE_IDENTIFIED = "de_identified", _("personne n’est reconnu")
    PSEUDONYMOUS = "pseudonymous", _("un code remplace le nom")
    IDENTIFIABLE = "identifiable", _("des personnes sont reconnues")


class AssessmentKind(models.TextChoices):
    DPIA = "dpia", _("analyse d’impact sur la protection des données")
    FRIA = "fria", _("analyse d’impact sur les droits fondamentaux")
    IAMA = "iama", _("étude droits humains et algorithmes (IAMA)")
    AUDIT = "audit", _("audit ou évaluation indépendante")
    OTHER = "other", _("autre étude")


class RemedyKind(models.TextChoices):
    """Ways to contest a decision, the nearest first."""

    REVIEW = "review", _("faire revoir la décision par une personne")
    GRACIOUS = "gracious", _("recours gracieux : demander à l’administration de changer d’avis")
    MEDIATOR = "mediator", _("médiateur ou Défenseur des droits")
    CADA = "cada", _("commission d’accès aux documents administratifs (CADA)")
    COURT = "court", _("recours devant le tribunal")


class DelayUnit(models.TextChoices):
    DAYS = "days", _("jours")
    MONTHS = "months", _("mois")


class Shown(models.TextChoices):
    """Where the explicit mention stands: CRPA L.311-3-1."""

    NOWHERE = "nowhere", _("nulle part")
    ONLINE = "online", _("en ligne seulement")
    LETTER = "letter", _("sur le document seulement")
    BOTH = "both", _("en ligne et sur le document")


class Holder(models.TextChoices):
    """Whom a decision is about. Decisions about legal persons are covered too."""

    PERSON = "person", _("une personne")
    LEGAL = "legal", _("une entreprise, une association ou une autre personne morale")
    EITHER = "either", _("une personne ou une personne morale")
