"""Which rights people have over one processing, from the legal bases of its purposes, and why.

Pure. GDPR is Regulation (EU) 2016/679. The table was read in a fact sheet, not by a lawyer; a
right that some purposes give and others do not is given, with the purposes it is limited to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from parvis.records.entitlements import Entitlement, Right
from parvis.records.problems import gettext_noop as _

Content = Mapping[str, Any]
Say = Callable[[str], str]
YES, LIMITED, NO = "yes", "limited", "no"

ALWAYS = dict.fromkeys(
    ("consent", "contract", "obligation", "vital", "public_task", "interest"), YES
)
TABLE: Mapping[Right, Mapping[str, str]] = {
    Right.ACCESS: ALWAYS,
    Right.RECTIFICATION: ALWAYS,
    Right.ERASURE: ALWAYS | {"obligation": LIMITED, "public_task": LIMITED},
    Right.RESTRICTION: ALWAYS,
    Right.PORTABILITY: dict.fromkeys(ALWAYS, NO) | {"consent": YES, "contract": YES},
    Right.OBJECTION: dict.fromkeys(ALWAYS, NO) | {"public_task": YES, "interest": YES},
    Right.WITHDRAWAL: dict.fromkeys(ALWAYS, NO) | {"consent": YES},
}
ARTICLES = {
    Right.ACCESS: "RGPD, art. 15",
    Right.RECTIFICATION: "RGPD, art. 16",
    Right.ERASURE: "RGPD, art. 17",
    Right.RESTRICTION: "RGPD, art. 18",
    Right.PORTABILITY: "RGPD, art. 20",
    Right.OBJECTION: "RGPD, art. 21",
    Right.WITHDRAWAL: "RGPD, art. 7(3)",
    Right.HUMAN_REVIEW: "RGPD, art. 22",
    Right.POST_MORTEM: "loi 78-17, art. 84 à 86",
    Right.DOCUMENT: "CRPA, L.311-1",
    Right.EXPLANATION: "CRPA, L.311-3-1",
    Right.IMAGES: "CSI, L.253-5",
}
WHY = {
    Right.ACCESS: _("Vous pouvez savoir ce que nous avons sur vous et en recevoir la copie."),
    Right.RECTIFICATION: _("Si une donnée est fausse ou incomplète, nous la corrigeons."),
    Right.ERASURE: _("Vous pouvez demander que vos données soient effacées."),
    Right.RESTRICTION: _("Le temps de vérifier, vous pouvez demander qu’on n’y touche plus."),
    Right.PORTABILITY: _(
        "Vous pouvez recevoir ce que vous avez donné dans un fichier à porter ailleurs."
    ),
    Right.OBJECTION: _("Vous pouvez vous y opposer pour une raison qui tient à votre situation."),
    Right.WITHDRAWAL: _("Vous avez dit oui : vous pouvez dire non à tout moment."),
}
WHY_LIMITED = {
    Right.ERASURE: _(
        "Vous pouvez le demander. Nous gardons seulement ce dont la loi ou notre mission de "
        "service public a encore besoin."
    ),
}
WHY_NOT = {
    Right.PORTABILITY: _(
        "Ce droit ne vaut que pour des données données par accord ou par contrat. Ici, ce qui "
        "permet le traitement est : %(bases)s."
    ),
    Right.OBJECTION: _(
        "On ne peut s’opposer qu’à une mission d’intérêt public ou à un intérêt légitime. Ici, ce "
        "qui permet le traitement est : %(bases)s."
    ),
    Right.WITHDRAWAL: _(
        "Nous ne vous avons pas demandé votre accord : ce qui permet le traitement est : %(bases)s."
    ),
}
SET_ASIDE = _("Un texte l’écarte ici : %(text)s.")
ONLY_FOR = _("Seulement pour : %(purposes)s.")
QUOTED = _("« %(title)s »")
KEPT_FOR = _("Effacement limité pour : %(purposes)s.")
FORWARDED = _("Nous agissons pour %(principals)s : nous lui transmettons votre demande.")
ANOTHER = _("un autre responsable")
BASES = {
    "consent": _("votre consentement"),
    "contract": _("un contrat avec vous"),
    "obligation": _("une obligation légale"),
    "vital": _("la sauvegarde d’une vie"),
    "public_task": _("une mission d’intérêt public"),
    "interest": _("un intérêt légitime"),
}
HUMAN = _("La machine décide seule : vous pouvez demander qu’une personne revoie la décision.")
HELPED = _("Une personne prend déjà la décision ; vous pouvez la contester auprès d’elle.")
NO_DECISION = _("Aucune décision n’est prise par une machine seule.")
EXPLAINED = _(
    "Une machine aide à décider : on vous doit l’explication de la décision qui vous vise."
)
UNEXPLAINED = _("Aucune machine ne prend part à une décision sur vous.")
AFTER = _("Vous pouvez dire ce que deviendront vos données après votre mort ; vos héritiers ont "
          "quelques droits.")  # fmt: skip
DOCUMENT = _("Cette fiche et les documents qui s’y rapportent peuvent être demandés par chacun.")
FILMED = _("Vous pouvez voir les images où vous êtes, tant qu’elles ne sont pas effacées.")
NOT_FILMED = _("Aucune caméra ne recueille d’images de vous pour ce traitement.")


def plain(text: str) -> str:
    return text


def of(content: Content, say: Say = plain) -> list[Entitlement]:
    """Each right over what this processing does, in the language of `say`. Nothing is said of a
    right that depends on what is not published."""
    purposes = [one for one in content.get("purposes") or () if one.get("basis") in ALWAYS]
    found = [by_basis(right, purposes, say) for right in TABLE] if purposes else []
    if "automation" in content:
        found += [decided(content, say), explained(content, say)]
    if "data" in content and "methods" in content:
        found.append(filmed(content, say))
    found.append(always(Right.POST_MORTEM, AFTER, say))
    texts = {row["right"]: row["text"] for row in content.get("exclusions") or ()}
    found = [set_aside(one, texts, say) for one in found]
    if content.get("role") == "processor":
        found = [forwarded(one, content, say) for one in found]
    return [*found, always(Right.DOCUMENT, DOCUMENT, say)]


def by_basis(right: Right, purposes: Sequence[Content], say: Say) -> Entitlement:
    """The widest that some purpose gives, with what limits it."""
    verdicts = [(TABLE[right][one["basis"]], str(one.get("title", ""))) for one in purposes]
    found = {verdict for verdict, _title in verdicts}
    if found == {NO}:
        bases = ", ".join(say(BASES[name]) for name in dict.fromkeys(p["basis"] for p in purposes))
        return Entitlement(right, False, say(WHY_NOT[right]) % {"bases": bases}, ARTICLES[right])
    if found == {YES}:
        return Entitlement(right, True, say(WHY[right]), ARTICLES[right])
    if found == {LIMITED}:
        return Entitlement(right, True, say(WHY_LIMITED[right]), ARTICLES[right], limited=True)
    why = f"{say(WHY[right])} {limit(verdicts, say)}"
    return Entitlement(right, True, why, ARTICLES[right], limited=True)


def limit(verdicts: Sequence[tuple[str, str]], say: Say) -> str:
    """The purposes for which the right holds, else those for which it holds in part."""
    some = any(verdict == NO for verdict, _title in verdicts)
    wanted, sentence = (YES, ONLY_FOR) if some else (LIMITED, KEPT_FOR)
    titles = (title for verdict, title in verdicts if verdict == wanted)
    named = ", ".join(say(QUOTED) % {"title": title} for title in titles)
    return say(sentence) % {"purposes": named}


def set_aside(one: Entitlement, texts: Mapping[str, str], say: Say) -> Entitlement:
    """A right that a text takes away here (GDPR, article 23)."""
    if not one.applies or one.right not in texts:
        return one
    return Entitlement(one.right, False, say(SET_ASIDE) % {"text": texts[one.right]}, one.article)


def always(right: Right, why: str, say: Say, applies: bool = True) -> Entitlement:
    return Entitlement(right, applies, say(why), ARTICLES[right])


def decided(content: Content, say: Say) -> Entitlement:
    why = {"full": HUMAN, "help": HELPED}.get(content.get("automation", ""), NO_DECISION)
    return always(Right.HUMAN_REVIEW, why, say, why == HUMAN)


def explained(content: Content, say: Say) -> Entitlement:
    machine = content.get("automation") in {"help", "full"}
    return always(Right.EXPLANATION, EXPLAINED if machine else UNEXPLAINED, say, machine)


def filmed(content: Content, say: Say) -> Entitlement:
    """Images of people that a camera takes in: a category of data and a way of collecting."""
    images = "picture" in (content.get("data") or ()) and "sensor" in (content.get("methods") or ())
    return always(Right.IMAGES, FILMED if images else NOT_FILMED, say, images)


def forwarded(one: Entitlement, content: Content, say: Say) -> Entitlement:
    """A processor passes the request on to the controller (GDPR, article 28(3)(e))."""
    if not one.applies:
        return one
    names = [row["name"] for row in content.get("parts") or () if row.get("part") == "principal"]
    told = say(FORWARDED) % {"principals": ", ".join(names) or say(ANOTHER)}
    return Entitlement(one.right, True, f"{one.why} {told}", one.article, limited=one.limited)
