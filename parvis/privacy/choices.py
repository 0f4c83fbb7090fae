"""The closed lists of the register, with the words people read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.records.entitlements import Right


class Role(models.TextChoices):
    """For whom the organisation treats the data: GDPR, article 30(1) and 30(2)."""

    CONTROLLER = "controller", _("pour elle-même (responsable de traitement)")
    PROCESSOR = "processor", _("pour le compte d’un autre (sous-traitant)")


class Status(models.TextChoices):
    PLANNED = "planned", _("en préparation")
    IN_FORCE = "in_force", _("en cours")
    ENDED = "ended", _("terminé")


class Basis(models.TextChoices):
    """Article 6(1) of the GDPR, letters a to f."""

    CONSENT = "consent", _("votre consentement")
    CONTRACT = "contract", _("un contrat avec vous")
    OBLIGATION = "obligation", _("une obligation légale")
    VITAL = "vital", _("la sauvegarde d’une vie")
    PUBLIC_TASK = "public_task", _("une mission d’intérêt public")
    INTEREST = "interest", _("un intérêt légitime")


class Special(models.TextChoices):
    """Article 9(2) of the GDPR, letters a to j: what lets sensitive data be treated."""

    CONSENT = "a", _("un consentement explicite")
    WORK = "b", _("le droit du travail et de la protection sociale")
    VITAL = "c", _("la sauvegarde d’une vie")
    ASSOCIATION = "d", _("les membres d’une association, d’un parti, d’un culte")
    PUBLIC = "e", _("des données que la personne a rendues publiques")
    COURT = "f", _("la défense d’un droit en justice")
    PUBLIC_INTEREST = "g", _("un intérêt public important, prévu par un texte")
    CARE = "h", _("les soins et l’aide sociale")
    PUBLIC_HEALTH = "i", _("la santé publique")
    ARCHIVES = "j", _("les archives, la recherche, les statistiques")


class Fate(models.TextChoices):
    """What becomes of data in the end: the “sort final” of French archives."""

    DESTROY = "destroy", _("elles sont détruites")
    SORT = "sort", _("les archives en gardent une partie, le reste est détruit")
    DEPOSIT = "deposit", _("elles sont versées aux archives")
    ANONYMISE = "anonymise", _("elles sont rendues anonymes")
    UNKNOWN = "unknown", _("pas encore décidé")


class Unit(models.TextChoices):
    DAYS = "days", _("jours")
    MONTHS = "months", _("mois")
    YEARS = "years", _("ans")
    UNTIL = "until", _("jusqu’à un évènement (dites lequel)")


class Reach(models.TextChoices):
    """Where who receives data stands."""

    INTERNAL = "internal", _("dans l’organisation")
    EXTERNAL = "external", _("à l’extérieur")


class Mechanism(models.TextChoices):
    """What lets data leave the European Economic Area: GDPR, articles 45 to 49."""

    ADEQUACY = "adequacy", _("une décision d’adéquation")
    CLAUSES = "clauses", _("des clauses types de la Commission")
    RULES = "rules", _("des règles d’entreprise contraignantes")
    INSTRUMENT = "instrument", _("un accord entre autorités publiques")
    CODE = "code", _("un code de conduite ou une certification")
    DEROGATION = "derogation", _("une exception de l’article 49")


class Measure(models.TextChoices):
    """The seven blocks of security measures of the CNIL's simplified sheet, and people."""

    ACCESS = "access", _("contrôle des accès")
    TRACE = "trace", _("journaux des accès")
    SOFTWARE = "software", _("mises à jour et protection des logiciels")
    BACKUP = "backup", _("sauvegardes")
    ENCRYPTION = "encryption", _("chiffrement")
    PROCESSORS = "processors", _("contrôle des sous-traitants")
    PEOPLE = "people", _("personnes formées et habilitées")
    OTHER = "other", _("autre mesure")


class Ground(models.TextChoices):
    """What lets the public register keep something back: CRPA, L.311-5 2° and L.311-6."""

    DEFENCE = "defence", _("le secret de la défense nationale")
    STATE = (
        "state",
        _("la sécurité publique, celle des personnes ou des systèmes d’information"),
    )
    COURTS = "courts", _("une procédure devant la justice")
    OFFENCES = "offences", _("la recherche d’infractions")
    SECRET = "secret", _("un autre secret que la loi protège")
    PRIVACY = "privacy", _("la vie privée")
    MEDICAL = "medical", _("le secret médical")
    BUSINESS = "business", _("le secret des affaires")
    JUDGEMENT = "judgement", _("un jugement sur une personne qu’on reconnaît")
    CONDUCT = "conduct", _("un comportement dont la divulgation nuirait à la personne")


ARTICLES = {
    Ground.DEFENCE: "CRPA, L.311-5 2° b",
    Ground.STATE: "CRPA, L.311-5 2° d",
    Ground.COURTS: "CRPA, L.311-5 2° f",
    Ground.OFFENCES: "CRPA, L.311-5 2° g",
    Ground.SECRET: "CRPA, L.311-5 2° h",
    Ground.PRIVACY: "CRPA, L.311-6 1°",
    Ground.MEDICAL: "CRPA, L.311-6 1°",
    Ground.BUSINESS: "CRPA, L.311-6 1°",
    Ground.JUDGEMENT: "CRPA, L.311-6 2°",
    Ground.CONDUCT: "CRPA, L.311-6 3°",
}


class Automation(models.TextChoices):
    """The place of a machine in decisions about people: GDPR, article 22; CRPA, L.311-3-1."""

    NONE = "none", _("aucune décision n’en sort, ou une personne la prend seule")
    HELP = "help", _("une machine prépare la décision, une personne décide")
    FULL = "full", _("la machine décide seule")


class Owed(models.TextChoices):
    """The rights of `records/entitlements.Right`, in the words of a person."""

    ACCESS = Right.ACCESS.value, _("voir vos données")
    RECTIFICATION = Right.RECTIFICATION.value, _("les faire corriger")
    ERASURE = Right.ERASURE.value, _("les faire effacer")
    RESTRICTION = Right.RESTRICTION.value, _("faire suspendre leur usage")
    PORTABILITY = Right.PORTABILITY.value, _("les emporter ailleurs")
    OBJECTION = Right.OBJECTION.value, _("vous opposer")
    WITHDRAWAL = Right.WITHDRAWAL.value, _("retirer votre accord")
    HUMAN_REVIEW = Right.HUMAN_REVIEW.value, _("demander qu’une personne revoie une décision")
    POST_MORTEM = Right.POST_MORTEM.value, _("dire ce qu’elles deviendront après vous")
    DOCUMENT = Right.DOCUMENT.value, _("demander un document")
    EXPLANATION = Right.EXPLANATION.value, _("recevoir l’explication d’une décision")
    IMAGES = Right.IMAGES.value, _("voir les images où vous êtes")


class Part(models.TextChoices):
    """The part that another organisation takes."""

    JOINT = "joint", _("responsable avec nous")
    PROCESSOR = "processor", _("traite des données pour nous")
    PRINCIPAL = "principal", _("responsable pour qui nous agissons")


class Criterion(models.TextChoices):
    """The nine criteria of the European guidelines on impact assessments (WP248)."""

    EVALUATION = "evaluation", _("on évalue ou on note des personnes")
    DECISION = "decision", _("une décision automatique a des effets sur elles")
    MONITORING = "monitoring", _("on surveille de façon systématique")
    SENSITIVE = "sensitive", _("les données sont sensibles ou très personnelles")
    SCALE = "scale", _("c’est à grande échelle")
    CROSSING = "crossing", _("on croise plusieurs fichiers")
    VULNERABLE = "vulnerable", _("des personnes sont vulnérables")
    INNOVATION = "innovation", _("la technique est nouvelle")
    EXCLUSION = "exclusion", _("on peut priver quelqu’un d’un droit ou d’un service")
