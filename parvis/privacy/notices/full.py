"""The information notice: everything articles 13 and 14 of the GDPR ask, in plain words. Pure."""

from __future__ import annotations

from parvis.design.text import capital
from parvis.privacy.notices import words
from parvis.privacy.notices.facts import Abroad, Facts, Say
from parvis.privacy.notices.text import Part, Text, made, told
from parvis.records.problems import gettext_noop as _


def notice(facts: Facts, say: Say, language: str) -> Text:
    title = say(_("Vos données : %(title)s")) % {"title": facts.title}
    parts = [
        who(facts, say),
        why(facts, say),
        what(facts, say),
        origin(facts, say),
        recipients(facts, say),
        abroad(facts, say),
        duration(facts, say),
        machine(facts, say),
        rights(facts, say),
        Part(say(_("Comment faire, et quand nous répondons")), words.answer(facts, say)),
        more(facts, say),
    ]
    return made("notice", language, title, parts)


def who(facts: Facts, say: Say) -> Part:
    """Article 13(1)(a) and (b)."""
    answers = say(_("%(name)s décide pourquoi et comment vos données servent (responsable de "
                    "traitement)."))  # fmt: skip
    behalf = say(_("%(name)s travaille pour le compte de %(other)s, qui décide pourquoi et comment "
                   "vos données servent (responsable de traitement)."))  # fmt: skip
    names = {"name": facts.controller, "other": facts.on_behalf}
    first = (behalf if facts.on_behalf else answers) % names if facts.controller else ""
    contact = say(_("Pour la joindre : %(contact)s.")) % {"contact": facts.contact}
    joint = say(_("Elle le décide avec : %(names)s.")) % {"names": ", ".join(facts.joint)}
    officer = say(_("Délégué à la protection des données : %(officer)s.")) % {
        "officer": facts.officer
    }
    return Part(
        say(_("Qui en répond ?")),
        told(
            first,
            contact if facts.contact else "",
            joint if facts.joint else "",
            officer if facts.officer else "",
        ),
    )


def why(facts: Facts, say: Say) -> Part:
    """Article 13(1)(c) and (d)."""
    items = tuple(words.aim(one, say) for one in facts.aims or ())
    return Part(say(_("À quoi servent vos données, et qu’est-ce qui le permet (base légale) ?")),
                items=items)  # fmt: skip


def what(facts: Facts, say: Say) -> Part:
    """Article 14(1)(d), said of every processing; 9(2) for what is sensitive; whom it is about."""
    about = say(_("Elles concernent : %(people)s.")) % {"people": ", ".join(facts.people or ())}
    special = say(_("Certaines sont sensibles : %(data)s.")) % {"data": ", ".join(facts.sensitive)}
    by = say(_("Ce qui permet de les traiter : %(ground)s.")) % {"ground": facts.exception}
    required = words.ended(facts.required) if facts.required else ""
    return Part(
        say(_("Quelles données ?")),
        told(
            about if facts.people else "",
            special if facts.sensitive else "",
            by if facts.sensitive and facts.exception else "",
            required,
        ),
        tuple(facts.data or ()),
    )


def origin(facts: Facts, say: Say) -> Part:
    """Article 14(2)(f): what does not come from the person."""
    sentence = say(_("Nous n’avons pas tout demandé à vous. Des données viennent aussi de :"))
    return Part(say(_("D’où viennent-elles ?")), (sentence,) if facts.sources else (),
                facts.sources)  # fmt: skip


def recipients(facts: Facts, say: Say) -> Part:
    """Article 13(1)(e); those who work for the controller are named too."""
    works = say(_("%(name)s, qui travaille pour nous (sous-traitant)"))
    items = (*(facts.recipients or ()), *(works % {"name": one} for one in facts.processors))
    nobody = facts.recipients == () and not items
    none = say(_("Personne d’autre que le service qui s’en occupe.")) if nobody else ""
    return Part(say(_("Qui les voit ?")), told(none), items)


def abroad(facts: Facts, say: Say) -> Part:
    """Article 13(1)(f)."""
    none = say(_("Non : rien n’est envoyé hors de l’Espace économique européen."))
    return Part(
        say(_("Sortent-elles d’Europe ?")),
        (none,) if facts.abroad == () else (),
        tuple(transfer(one, say) for one in facts.abroad or ()),
    )


def transfer(one: Abroad, say: Say) -> str:
    """Where, what protects the data there, where one can read it."""
    by = say(_("%(country)s, avec pour protection : %(protection)s"))
    said = {"country": one.country, "protection": one.protection}
    text = by % said if one.protection else one.country
    where = say(_("À lire ici : %(url)s.")) % {"url": one.url} if one.url else ""
    return f"{words.ended(text)} {where}".strip()


def duration(facts: Facts, say: Say) -> Part:
    """Article 13(2)(a)."""
    items = tuple(words.kept(one, say) for one in facts.kept or ())
    return Part(say(_("Combien de temps les gardons-nous ?")), items=items)


def machine(facts: Facts, say: Say) -> Part:
    """Article 13(2)(f), and the explicit mention of CRPA, L.311-3-1."""
    alone = say(_("Oui : une décision est prise par un programme seul, et elle a des effets pour "
                  "vous."))  # fmt: skip
    no = say(_("Non : aucune décision n’est prise sur vous par un programme seul."))
    first = {True: alone, False: no, None: ""}[facts.automatic]
    logic = words.ended(facts.logic) if facts.automatic and facts.logic else ""
    return Part(say(_("Un programme décide-t-il à votre sujet ?")), told(first, logic),
                facts.mentions)  # fmt: skip


def rights(facts: Facts, say: Say) -> Part:
    """Article 13(2)(b) to (d): those one has, how far; then those one has not, and why."""
    known = words.in_order(facts.rights)
    have = [
        f"{capital(say(words.RIGHTS[one.right]))}."
        + (f" {words.ended(one.why)}" if one.limited and one.why else "")
        for one in known
        if one.applies
    ]
    lacking = say(_("Vous ne pouvez pas ici %(what)s : %(why)s"))
    not_here = [
        lacking % {"what": say(words.RIGHTS[one.right]), "why": words.ended(lowered(one.why))}
        for one in known
        if not one.applies and one.why
    ]
    first = say(_("Vous pouvez :")) if have else ""
    return Part(say(_("Quels sont vos droits ?")), told(first), (*have, *not_here))


def lowered(text: str) -> str:
    """A sentence said after a colon; an acronym keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def more(facts: Facts, say: Say) -> Part:
    page = say(_("La fiche complète, et ce qui y a changé : %(url)s.")) % {"url": facts.page_url}
    return Part(say(_("Tout savoir")), (page,) if facts.page_url else ())
