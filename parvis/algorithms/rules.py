"""The rules of the register: what each asks, its article, and the sentence on what breaks it.

An error that a record's own fields show keeps it from being published. What depends on other
records never does: a register that hides what is wrong serves nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parvis.algorithms import breaches
from parvis.algorithms.breaches import Known
from parvis.records import consistency
from parvis.records.consistency import Breach, Content, Rule, error, warning, without
from parvis.records.problems import gettext_noop as _

MENTION = "CRPA, L.311-3-1"
FREEDOMS = "loi 78-17, art. 47"
ACT = "règlement (UE) 2024/1689"

REVIEW_PAST = warning(
    "review-past",
    _("Chaque fiche est relue à la date dite."),
    _("Cette fiche devait être relue avant le %(date)s."),
    breaches.review_past, "", "review_on",
)  # fmt: skip
DEAD_LINK = warning(
    "dead-link",
    _("Les adresses données répondent."),
    _("Cette adresse ne répond plus : %(address)s"),
    breaches.dead_link, "", "",
)  # fmt: skip

ALGORITHM_RULES: tuple[Rule, ...] = (
    error(
        "purpose-unsaid",
        _("On sait à quoi sert chaque algorithme."),
        _("La fiche ne dit pas à quoi il sert."),
        without("purpose", breaches.always), "CRPA, R.311-3-1-1", "purpose",
    ),
    error(
        "learnt-decides-alone",
        _("Un modèle appris ne décide jamais seul : on ne saurait pas l’expliquer."),
        _("La fiche dit qu’un modèle appris décide seul. Faites décider une personne."),
        breaches.learnt_decides_alone, FREEDOMS, "contributions",
    ),
    error(
        "forbidden-practice",
        _("Une pratique interdite ne sert pas."),
        _("La fiche dit en service une pratique que le règlement européen interdit."),
        breaches.forbidden_practice, f"{ACT}, art. 5", "ai_class",
    ),
    error(
        "identity-denied",
        _("Ce qui permet de reconnaître des gens est dit."),
        _("La fiche dit ne rien contenir sur des personnes ; « %(name)s » en contient."),
        breaches.identity_denied, "RGPD, art. 4", "personal_data",
    ),
    error(
        "personal-untreated",
        _("Des données sur des personnes : un traitement est décrit au registre."),
        _("Il utilise des données sur des personnes, et aucun traitement n’est lié à sa fiche."),
        breaches.personal_untreated, "RGPD, art. 30", "ties",
    ),
    error(
        "sensitive-alone",
        _("Rien ne se décide seul à partir de données sensibles."),
        _("Il décide seul, à partir de données sensibles : « %(title)s »."),
        breaches.sensitive_alone, "RGPD, art. 22, 4", "contributions",
    ),
    warning(
        "unrecorded-without-mention",
        _("Une décision sans fiche a sa mention elle aussi."),
        _("Aucune mention n’est écrite pour cette décision sans fiche : « %(title)s »."),
        breaches.unrecorded_without_mention, MENTION, "contributions",
    ),
    warning(
        "high-without-fria",
        _("Un système à haut risque a une étude complète sur les droits fondamentaux."),
        _("L’étude sur les droits fondamentaux manque, ou n’est pas complète."),
        breaches.high_without_fria, f"{ACT}, art. 27", "fria_process",
    ),
    warning(
        "high-unregistered",
        _("Un système à haut risque est inscrit dans la base européenne."),
        _("Il manque ce qu’il faut pour l’inscrire dans la base européenne."),
        breaches.high_unregistered, f"{ACT}, art. 49 et annexe VIII, C", "provider_entry_url",
    ),
    warning(
        "act-date-unsaid",
        _("On sait quand le règlement européen s’applique à un système à haut risque."),
        _("La fiche ne dit pas à partir de quand le règlement s’applique."),
        breaches.act_date_unsaid, f"{ACT}, art. 113", "act_applies_on",
    ),
    warning(
        "method-unsaid",
        _("On sait si un algorithme suit des règles ou a appris sur des exemples."),
        _("La fiche ne dit pas comment il arrive à un résultat."),
        without("method", breaches.always), "CRPA, R.311-3-1-2", "method",
    ),
    warning(
        "operations-unsaid",
        _("Les règles d’un algorithme qui sert sont publiées."),
        _("La fiche ne dit pas quelles opérations il fait."),
        without("operations", breaches.used), "CRPA, L.312-1-3", "operations",
    ),
    warning(
        "contact-is-a-person",
        _("On écrit à un service, jamais à une personne."),
        _("Cette adresse semble celle d’une personne : %(contact)s"),
        breaches.contact_is_a_person, "", "contact",
    ),
    warning(
        "users-unsaid",
        _("On sait quels services emploient un outil génératif."),
        _("La fiche ne dit pas qui se sert de cet outil."),
        breaches.users_unsaid, "", "used_by",
    ),
    warning(
        "never-reviewed",
        _("Quelqu’un vérifie qu’un algorithme fait ce que dit sa fiche."),
        _("La fiche ne dit pas quand il a été vérifié pour la dernière fois."),
        breaches.never_reviewed, FREEDOMS, "last_review_on",
    ),
    warning(
        "other-version",
        _("Les règles publiées sont celles qui expliquent les décisions."),
        _("La version %(published)s est publiée ; la version %(replayed)s explique."),
        breaches.other_version, "CRPA, L.312-1-3", "",
    ),
    REVIEW_PAST,
    DEAD_LINK,
)  # fmt: skip

DECISION_RULES: tuple[Rule, ...] = (
    error(
        "remedy-missing",
        _("Toute décision dit comment la contester."),
        _("La fiche ne donne aucun recours."),
        without("remedies", breaches.always), "CRPA, L.412-1 à L.412-8", "remedies",
    ),
    error(
        "void-decision",
        _("Une décision prise sans personne porte la mention : sans elle, elle est nulle."),
        _("Un algorithme prend seul cette décision, et aucune mention ne le dit."),
        breaches.void_decision, FREEDOMS, "mention_shown",
    ),
    warning(
        "mention-missing",
        _("Une décision prise avec l’aide d’un algorithme le dit."),
        _("Un algorithme aide à prendre cette décision, et aucune mention ne le dit."),
        breaches.mention_missing, MENTION, "mention_shown",
    ),
    warning(
        "mention-half",
        _("La mention figure en ligne et sur le document remis."),
        _("La mention ne figure qu’en ligne, ou que sur le document."),
        breaches.mention_half, MENTION, "mention_shown",
    ),
    warning(
        "mention-incomplete",
        _("La mention dit la finalité, le droit à communication et la CADA."),
        _("Le texte de la mention ne parle pas du droit à communication, ou de la CADA."),
        breaches.mention_incomplete, "CRPA, R.311-3-1-1", "mention_text",
    ),
    warning(
        "delay-unsaid",
        _("Chaque recours dit son délai."),
        _("Le délai de ce recours n’est pas dit : « %(before)s »."),
        breaches.delay_unsaid, "CJA, R.421-5", "remedies",
    ),
    warning(
        "explanation-unopened",
        _("Une décision prise avec un algorithme peut se faire expliquer."),
        _("La fiche n’ouvre pas le droit de se faire expliquer la décision."),
        breaches.explanation_unopened, "CRPA, R.311-3-1-2", "rights",
    ),
    warning(
        "review-unopened",
        _("Face à une décision prise par une machine, on peut demander une personne."),
        _("La fiche n’ouvre pas le droit de faire intervenir une personne."),
        breaches.review_unopened, "RGPD, art. 22, 3", "rights",
    ),
    warning(
        "decision-untreated",
        _("Une décision sur des données de personnes relève d’un traitement."),
        _("Elle utilise des données sur des personnes, et aucun traitement n’est lié."),
        breaches.personal_untreated, "RGPD, art. 30", "ties",
    ),
    warning(
        "reference-unsaid",
        _("La référence d’une lettre mène à la fiche de la décision."),
        _("La fiche ne dit pas quelle référence porte la lettre."),
        without("reference_pattern", breaches.always), "", "reference_pattern",
    ),
    warning(
        "contact-unsaid",
        _("On sait à qui demander des explications."),
        _("La fiche ne dit pas à qui écrire."),
        without("contact", breaches.always), "CRPA, R.311-3-1-1", "contact",
    ),
    warning(
        "base-unsaid",
        _("On sait ce qui permet de décider."),
        _("La fiche ne dit pas sur quel texte la décision s’appuie."),
        without("legal_basis", breaches.always), "CRPA, L.211-5", "legal_basis",
    ),
    REVIEW_PAST,
    DEAD_LINK,
)  # fmt: skip
BY_TYPE: Mapping[str, tuple[Rule, ...]] = {
    "algorithm": ALGORITHM_RULES,
    "decision": DECISION_RULES,
}


def check(kind: str, content: Content, known: Known) -> Iterator[Breach]:
    return consistency.check(BY_TYPE[kind], content, known)
