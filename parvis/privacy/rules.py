"""What the law, and our own word, still lack of a processing: named rules that a machine runs.

Pure. Articles were read in fact sheets, not checked by a lawyer: RGPD is Regulation (EU) 2016/679,
CRPA the code des relations entre le public et l'administration, CP the code du patrimoine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parvis.privacy import faults
from parvis.privacy.faults import Known
from parvis.records import consistency
from parvis.records.consistency import Breach, Content, Rule, error, warning, without
from parvis.records.problems import gettext_noop as _


def check(content: Content, known: Known) -> Iterator[Breach]:
    """What this processing breaks, gravest first; an ended one is not asked anything more, nor
    one that is published of what it keeps back."""
    if not faults.going(content):
        return
    hidden = set(content.get("hidden") or ())
    for breach in consistency.check(RULES, content, known):
        if not hidden & reads(breach.rule):
            yield breach


def reads(rule: Rule) -> set[str]:
    """Fields that a rule needs to see to find something missing."""
    return {rule.field, *ALSO.get(rule.name, ())}


# rules that read more than the field where they are mended
ALSO: Mapping[str, tuple[str, ...]] = {
    "special-without-condition": ("data",),
    "penal-without-text": ("data",),
    "consent-unsaid": ("purposes",),
    "processor-unprotected": ("partner_measures",),
    "transfer-untold": ("parts",),
}


def is_personal(content: Content) -> bool:
    """Whether a data set or a device says something of people: it, or one of its columns."""
    columns = content.get("dictionary") or ()
    about = content.get("personal_data") or any(one.get("personal_data") for one in columns)
    return bool(about or content.get("recognition") == "identifiable")


RULES: tuple[Rule, ...] = (
    error(
        "purpose-missing",
        _("Chaque traitement dit à quoi il sert, et ce qui le permet."),
        _("La fiche ne dit pas à quoi sert ce traitement."),
        without("purposes", faults.always), "RGPD, art. 30(1)(b)", "purposes",
    ),
    error(
        "public-body-interest",
        _("Une administration ne se fonde pas sur son intérêt légitime dans ses missions."),
        _("Un organisme public se fonde sur un intérêt légitime : choisissez une autre base."),
        faults.interest_of_a_public_body, "RGPD, art. 6(1)", "purposes",
    ),
    error(
        "people-missing",
        _("Chaque traitement dit sur qui il porte."),
        _("La fiche ne dit pas quelles personnes sont concernées."),
        without("people", faults.always), "RGPD, art. 30(1)(c)", "people",
    ),
    error(
        "data-missing",
        _("Chaque traitement dit quelles données il utilise."),
        _("La fiche ne dit pas quelles données sont recueillies."),
        without("data", faults.always), "RGPD, art. 30(1)(c)", "data",
    ),
    error(
        "retention-missing",
        _("Chaque traitement dit combien de temps on garde les données."),
        _("La fiche ne dit pas combien de temps les données sont gardées."),
        without("retentions", faults.always), "RGPD, art. 30(1)(f)", "retentions",
    ),
    error(
        "special-without-condition",
        _("Des données sensibles ne sont traitées que dans un cas prévu par la loi."),
        _("Des données sensibles, sans dire ce qui permet de les traiter."),
        faults.special_without_condition, "RGPD, art. 9(2)", "special",
    ),
    error(
        "penal-without-text",
        _("Des infractions ne sont traitées que si un texte l’autorise."),
        _("Des données sur des infractions, sans le texte qui l’autorise."),
        faults.penal_without_text, "RGPD, art. 10", "penal_text",
    ),
    error(
        "transfer-without-mechanism",
        _("Des données ne sortent de l’Union européenne que si un texte le permet."),
        _("Des données partent vers ce pays sans dire ce qui le permet : %(country)s."),
        faults.transfer_without_mechanism, "RGPD, art. 44", "transfers",
    ),
    error(
        "principal-missing",
        _("Qui agit pour un autre dit pour qui."),
        _("La fiche ne dit pas pour quel responsable ces données sont traitées."),
        faults.no_principal, "RGPD, art. 30(2)(a)", "parts",
    ),
    error(
        "consent-unsaid",
        _("On sait comment dire oui, et comment retirer son accord."),
        _("La fiche ne dit pas comment on donne ou retire son accord."),
        without("consent_how", faults.consents), "RGPD, art. 7", "consent_how",
    ),
    error(
        "logic-missing",
        _("Quand une machine décide seule, on dit comment."),
        _("Une machine décide seule, et la fiche ne dit pas comment."),
        without("logic", faults.decides_alone), "RGPD, art. 13(2)(f)", "logic",
    ),
    error(
        "open-personal-data",
        _("Des données sur des personnes ne sont pas dans un jeu ouvert à tous."),
        _("Ce traitement porte sur des personnes, et « %(title)s » est ouvert à tous."),
        faults.opens_personal_data, "CRPA, L.312-1-2", "used",
    ),
    warning(
        "assessment-missing",
        _("À deux critères de risque, une analyse d’impact est faite."),
        _("%(count)s critères de risque sont remplis, sans analyse d’impact."),
        faults.assessment_missing, "RGPD, art. 35", "criteria_said",
    ),
    warning(
        "assessment-old",
        _("Une analyse d’impact est revue quand le traitement change."),
        _("Le traitement a changé depuis son analyse d’impact."),
        faults.assessment_old, "RGPD, art. 35(11)", "",
    ),
    warning(
        "clauses-unverified",
        _("Le contrat de chaque sous-traitant protège les données."),
        _("Les clauses de ce sous-traitant n’ont pas été vérifiées : %(name)s."),
        faults.clauses_unverified, "RGPD, art. 28(3)", "parts",
    ),
    warning(
        "processor-unprotected",
        _("Le contrat de chaque sous-traitant dit comment il protège les données."),
        _("La fiche ne dit pas comment ce sous-traitant protège les données : %(name)s."),
        faults.processor_unprotected, "RGPD, art. 28(3)(c)", "parts",
    ),
    warning(
        "transfer-untold",
        _("Quand un partenaire envoie des données hors de l’Union européenne, on sait où."),
        _("Ce partenaire envoie des données hors de l’Union européenne, sans dire où : %(name)s."),
        faults.sends_abroad_untold, "RGPD, art. 30(1)(e)", "transfers",
    ),
    warning(
        "operations-unsaid",
        _("Qui agit pour un autre dit ce qu’il fait des données."),
        _("La fiche ne dit pas ce qu’on fait des données pour un autre responsable."),
        without("operations", faults.works_for_another), "RGPD, art. 30(2)(b)", "operations",
    ),
    warning(
        "partner-unreached",
        _("On sait comment joindre chaque responsable."),
        _("La fiche ne dit pas comment joindre : %(name)s."),
        faults.partner_unreached, "RGPD, art. 30(1)(a), 30(2)(a)", "parts",
    ),
    warning(
        "algorithm-untied",
        _("Un algorithme qui aide à décider est au registre des algorithmes."),
        _("Une machine aide à décider, et aucun algorithme du registre n’est lié à ce traitement."),
        faults.algorithm_untied, "CRPA, L.312-1-3", "automation",
    ),
    warning(
        "basis-unexplained",
        _("La mission ou l’obligation nomme le texte qui la fonde."),
        _("Aucun texte n’est nommé pour : %(purpose)s."),
        faults.ground_unexplained, "RGPD, art. 6(3)", "purposes",
    ),
    warning(
        "source-unsaid",
        _("On sait d’où viennent les données que la personne n’a pas données."),
        _("Des données viennent d’ailleurs, et la fiche ne dit pas d’où."),
        without("sources", faults.indirect), "RGPD, art. 14(2)(f)", "sources",
    ),
    warning(
        "recipients-unsaid",
        _("On sait qui voit les données."),
        _("La fiche ne dit pas qui voit les données."),
        without("recipients", faults.always), "RGPD, art. 30(1)(d)", "recipients",
    ),
    warning(
        "safeguards-unsaid",
        _("On sait comment les données sont protégées."),
        _("La fiche ne nomme aucune mesure de sécurité en place."),
        faults.unprotected, "RGPD, art. 30(1)(g)", "safeguards",
    ),
    warning(
        "fate-unknown",
        _("On sait ce que deviennent les données à la fin."),
        _("La fiche ne dit pas ce que deviennent à la fin : %(what)s."),
        faults.fate_unknown, "CP, L.212-3", "retentions",
    ),
    warning(
        "officer-unknown",
        _("On sait comment joindre le délégué à la protection des données."),
        _("La fiche ne dit pas comment joindre le délégué à la protection des données."),
        faults.no_officer, "RGPD, art. 30(1)(a)", "",
    ),
    warning(
        "review-unsaid",
        _("Chaque fiche a une date de relecture."),
        _("La fiche ne dit pas quand elle sera relue."),
        faults.no_review, "", "review_on",
    ),
    warning(
        "review-past",
        _("Chaque fiche est relue à la date dite."),
        _("Cette fiche devait être relue avant le %(date)s."),
        faults.review_past, "", "review_on",
    ),
    warning(
        "dead-link",
        _("Les adresses données répondent."),
        _("Cette adresse ne répond plus : %(address)s"),
        faults.dead_link, "", "",
    ),
)  # fmt: skip
# of records of other registers, by their type
NEIGHBOURS: Mapping[str, Rule] = {
    "dataset": warning(
        "dataset-untreated",
        _("Un jeu de données sur des personnes a son traitement au registre."),
        _("Ce jeu de données porte sur des personnes et aucun traitement ne le nomme."),
        faults.never, "RGPD, art. 30", "",
    ),
    "device": warning(
        "device-untreated",
        _("Un équipement qui recueille des données sur des personnes a son traitement."),
        _("Cet équipement recueille des données sur des gens et aucun traitement ne le nomme."),
        faults.never, "RGPD, art. 30", "",
    ),
}  # fmt: skip
BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in (*RULES, *NEIGHBOURS.values())}
