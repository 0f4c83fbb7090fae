"""The notice in easy French: one idea a sentence, everyday words, no article of law. Pure.

It follows the European rules of easy-to-read; people with a disability have not read it yet, so it
does not bear their mark.
"""

from __future__ import annotations

from parvis.privacy.notices import words
from parvis.privacy.notices.facts import Facts, Say
from parvis.privacy.notices.text import Part, Text, made, told
from parvis.records.entitlements import Right
from parvis.records.problems import gettext_noop as _

CAN = {
    Right.ACCESS: _("Vous pouvez voir vos informations."),
    Right.RECTIFICATION: _("Vous pouvez corriger une erreur."),
    Right.ERASURE: _("Vous pouvez demander d’effacer vos informations."),
    Right.RESTRICTION: _("Vous pouvez demander d’arrêter un moment."),
    Right.PORTABILITY: _("Vous pouvez emporter vos informations."),
    Right.OBJECTION: _("Vous pouvez dire non."),
    Right.WITHDRAWAL: _("Vous avez dit oui ? Vous pouvez changer d’avis."),
    Right.HUMAN_REVIEW: _("Vous pouvez demander l’avis d’une personne."),
    Right.POST_MORTEM: _("Vous pouvez choisir pour après votre mort."),
    Right.EXPLANATION: _("Vous pouvez demander une explication."),
    Right.IMAGES: _("Vous pouvez voir les images de vous."),
}
CANNOT = {
    Right.ERASURE: _("Vous ne pouvez pas faire effacer vos informations."),
    Right.OBJECTION: _("Vous ne pouvez pas dire non."),
}


def easy(facts: Facts, say: Say, language: str) -> Text:
    title = say(_("Vos informations : %(title)s")) % {"title": facts.title}
    aims = tuple(one.text for one in facts.aims or ())
    parts = [
        Part(say(_("Qui s’en occupe ?")), told(facts.controller)),
        Part(say(_("À quoi ça sert ?")), items=aims),
        Part(say(_("Quelles informations ?")), items=tuple(facts.data or ())),
        Part(say(_("Qui les voit ?")), items=(*(facts.recipients or ()), *facts.processors)),
        Part(say(_("On les garde longtemps ?")), items=durations(facts, say)),
        Part(say(_("Une machine décide pour moi ?")), machine(facts, say)),
        Part(say(_("J’ai quels droits ?")), rights(facts, say)),
        Part(say(_("Je fais comment ?")), how(facts, say)),
    ]
    return made("easy", language, title, parts)


def durations(facts: Facts, say: Say) -> tuple[str, ...]:
    between = say(_(" : "))
    return tuple(between.join(filter(None, [one.what, one.how_long])) for one in facts.kept or ())


def machine(facts: Facts, say: Say) -> tuple[str, ...]:
    if facts.automatic:
        return say(_("Oui.")), say(_("Un ordinateur décide seul."))
    helps = told(say(_("Un ordinateur aide.")) if facts.mentions else "")
    if facts.automatic is None:
        return helps
    return (*(helps or (say(_("Non.")),)), say(_("Une personne décide.")))


def rights(facts: Facts, say: Say) -> tuple[str, ...]:
    known = words.in_order(facts.rights)
    can = [say(CAN[one.right]) for one in known if one.applies and one.right in CAN]
    cannot = [say(CANNOT[one.right]) for one in known if not one.applies and one.right in CANNOT]
    return (*can, *cannot)


def how(facts: Facts, say: Say) -> tuple[str, ...]:
    form = say(_("Allez sur cette page : %(form)s.")) % {"form": facts.form_url}
    write = say(_("Ou écrivez ici : %(officer)s.")) % {"officer": facts.officer}
    return told(
        form if facts.form_url else "",
        write if facts.officer else "",
        say(_("C’est gratuit.")),
        say(_("Nous répondons en un mois.")),
        say(_("Parfois, c’est plus long : deux mois de plus.")),
        say(_("Alors, nous vous disons pourquoi.")),
        say(_("Vous n’êtes pas d’accord ?")),
        say(_("Vous pouvez vous plaindre à la CNIL : %(address)s.")) % {"address": words.CNIL},
    )
