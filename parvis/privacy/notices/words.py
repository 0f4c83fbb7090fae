"""Words that every form of a notice shares: rights, and what the law promises of the answer. Pure.

Articles of Regulation (EU) 2016/679 were read in our fact sheets, not by a lawyer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from parvis.design.text import capital
from parvis.privacy.notices.facts import Aim, Facts, Kept, Say
from parvis.records.entitlements import Entitlement, Right
from parvis.records.problems import gettext_noop as _

RIGHTS: Mapping[Right, str] = {
    Right.ACCESS: _("voir vos données et en avoir une copie"),
    Right.RECTIFICATION: _("faire corriger vos données"),
    Right.ERASURE: _("faire effacer vos données"),
    Right.RESTRICTION: _("faire geler vos données"),
    Right.PORTABILITY: _("emporter vos données dans un fichier"),
    Right.OBJECTION: _("vous opposer à ce que nous faisons de vos données"),
    Right.WITHDRAWAL: _("reprendre votre accord, à tout moment"),
    Right.HUMAN_REVIEW: _("demander qu’une personne revoie une décision prise par un programme"),
    Right.POST_MORTEM: _("dire ce que deviendront vos données après votre mort"),
    Right.DOCUMENT: _("demander un document administratif"),
    Right.EXPLANATION: _("demander comment un programme a servi à une décision"),
    Right.IMAGES: _("voir les images où vous êtes"),
}
# those that a notice on personal data must name (articles 13(2) and 14(2)), and their kin
TOLD = tuple(right for right in Right if right is not Right.DOCUMENT)
CNIL = "www.cnil.fr/plaintes"

DELAY = _("Nous vous répondons dans le mois qui suit l’arrivée de votre demande, gratuitement.")
EXTENSION = _(
    "Si elle est complexe, ou si vous en avez fait beaucoup, nous pouvons prendre deux mois de "
    "plus : nous vous le disons, avec les raisons, avant la fin du premier mois."
)
COMPLAINT = _(
    "Si notre réponse ne vous va pas, vous pouvez vous plaindre à la CNIL (%(address)s ; 3 place "
    "de Fontenoy, TSA 80715, 75334 Paris Cedex 07) ou aller devant le juge."
)


def in_order(rights: Iterable[Entitlement]) -> list[Entitlement]:
    """The rights that a notice names, in the order of the closed list."""
    known = {one.right: one for one in rights}
    return [known[right] for right in TOLD if right in known]


def answer(facts: Facts, say: Say) -> tuple[str, ...]:
    """How to use one's rights, when the answer comes, who else can help."""
    how = say(_("Pour utiliser un droit : %(form)s.")) % {"form": facts.form_url}
    write = say(_("Vous pouvez aussi écrire au délégué à la protection des données : %(officer)s."))
    found = [how] if facts.form_url else []
    found += [write % {"officer": facts.officer}] if facts.officer else []
    complaint = say(COMPLAINT) % {"address": CNIL}
    return (*found, say(DELAY), say(EXTENSION), complaint)


def aim(one: Aim, say: Say) -> str:
    """A purpose, what allows it, by which text."""
    ground = say(_("ce qui le permet : %(basis)s")) % {"basis": one.basis} if one.basis else ""
    said = ", ".join(filter(None, [ground, one.why]))
    return f"{ended(one.text)} {ended(capital(said))}" if said else ended(one.text)


def kept(one: Kept, say: Say) -> str:
    """How long data are kept: « Photos : 30 jours après l’enregistrement. Puis … »"""
    long = " ".join(filter(None, [one.how_long, one.start]))
    said = say(_(" : ")).join(filter(None, [one.what, long]))
    then = say(_("Ensuite, %(fate)s.")) % {"fate": one.then} if one.then else ""
    return f"{ended(capital(said))} {then}".strip()


def ended(text: str) -> str:
    """A sentence with its full stop."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
