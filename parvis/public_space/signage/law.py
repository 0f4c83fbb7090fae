"""The lines of a sign that the law asks, each with the models of sign that ask for it.

CSI: the code de la sécurité intérieure and the circular of 20 March 2024 (camera pictogram, who,
what for, rights); CNIL: its own model (la vidéoprotection, 18 November 2024: retention, the data
protection officer, complaint). The two disagree on what suffices: a sign of ours has both. Read in
fact sheets, not checked by a lawyer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.design.dates import date_words
from parvis.public_space import dtpr
from parvis.public_space.choices import Objection, Purpose
from parvis.public_space.signs.sign import CNIL, CSI, Line

Content = Mapping[str, Any]
CNIL_CONTACT = "CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, 01 53 73 22 22, cnil.fr"
BOTH = (CSI, CNIL)


def lines(content: Content, responsible: str, language: str) -> Iterator[Line]:
    """What the law asks of this device's sign, in the order one reads it."""
    yield from named(_("Responsable"), who(content, responsible), BOTH)
    yield from named(_("À quoi cela sert"), "; ".join(purposes(content, language)), BOTH)
    yield from named(_("Autorisation"), order(content, language))
    yield from named(_("Durée de conservation"), retention(content), (CNIL,))
    if not about_people(content):
        yield from named(_("Données personnelles"), _("aucune n’est recueillie."))
        return
    yield from named(_("Délégué à la protection des données"), content.get("dpo_contact"), (CNIL,))
    yield from named(_("Vos droits"), rights(content), BOTH)
    yield from named(_("Opposition"), objection(content))
    yield from named(_("Réclamation"), CNIL_CONTACT, (CNIL,))


def named(label: str, text: Any, models: tuple[str, ...] = ()) -> Iterator[Line]:
    """A line, unless there is nothing to say on it."""
    if text:
        yield Line(_("%(label)s\u00a0:") % {"label": label}, str(text), models)


def recognition(content: Content) -> dtpr.Recognition:
    return dtpr.recognition(content.get("technologies") or (), content.get("recognition") or "")


def about_people(content: Content) -> bool:
    """Whether people have rights over what it takes in; in doubt they have."""
    seen = recognition(content) is not dtpr.Recognition.NONE
    return seen or content.get("kind") == "camera" or content.get("personal_data") is True


def who(content: Content, responsible: str) -> str:
    operator = content.get("operator_name") or ""
    if not operator or operator == responsible:
        return responsible
    return _("%(responsible)s ; exploité par %(operator)s") % {
        "responsible": responsible, "operator": operator,
    }  # fmt: skip


def purposes(content: Content, language: str) -> list[str]:
    """A camera's are those of article L.251-2, the others DTPR's."""
    listed = content.get("csi_purposes")
    if listed:
        return [str(Purpose(number).label) for number in listed]
    found = (dtpr.all_elements().get(name) for name in content.get("purposes") or ())
    return [one.label(language) for one in found if one]


def order(content: Content, language: str) -> str:
    number, given = content.get("order_number"), content.get("order_date")
    if not number:
        return ""
    text = _("arrêté préfectoral n° %(number)s") % {"number": number}
    if given:
        text += _(" du %(date)s") % {"date": date_words(given, language)}
    if ends := content.get("order_expires"):
        text += _(", valable jusqu’au %(date)s") % {"date": date_words(ends, language)}
    return text


def retention(content: Content) -> str:
    days = content.get("retention_days")
    if days is None:
        return ""
    if days == 0:
        return _("rien n’est gardé.")
    sentence = ngettext(
        "%(days)s jour au plus, puis effacement.", "%(days)s jours au plus, puis effacement.", days
    )
    return sentence % {"days": days}


def rights(content: Content) -> str:
    """What one may ask, and of whom."""
    seen = content.get("kind") == "camera"
    asked = (
        _("voir les images où vous figurez, en demander l’effacement ou la limitation.")
        if seen
        else _("accéder aux données qui vous concernent, les faire corriger ou effacer.")
    )
    contact = content.get("contact_phone") or content.get("contact_email")
    return f"{asked} {_('Contact : %(contact)s') % {'contact': contact}}" if contact else asked


def objection(content: Content) -> str:
    """RGPD, article 21(4): said apart from everything else."""
    text = content.get("objection_text") or _("un texte")
    said: dict[str, str] = {
        Objection.APPLIES: _("vous pouvez vous opposer : dites pourquoi au contact ci-dessus."),
        Objection.SET_ASIDE: _("écartée par %(text)s.") % {"text": text},
        Objection.STATISTICS: _("sans objet : statistiques anonymes, personne n’est distingué."),
    }
    return said.get(content.get("objection") or "", "")
