"""The short forms: a clause under a form, a sign at a counter, the mention of an algorithm. Pure.

A short form tells what must be told at once, and where the rest is.
"""

from __future__ import annotations

from parvis.privacy.notices import words
from parvis.privacy.notices.facts import Facts, Say
from parvis.privacy.notices.text import Part, Text, made, told
from parvis.records.problems import gettext_noop as _


def clause(facts: Facts, say: Say, language: str) -> Text:
    """What stands under a form: who, what for, on what ground, how long, who sees, which rights."""
    sentences = told(
        purpose(facts, say),
        seen(facts, say),
        kept(facts, say),
        required(facts),
        *facts.mentions,
        usable(facts, say),
        reach(facts, say),
    )
    return made("clause", language, "", [Part("", sentences)])


def sign(facts: Facts, say: Say, language: str) -> Text:
    """What a poster or a counter says: few words, then the address of the rest."""
    title = say(_("Ici, nous recueillons des données sur vous"))
    parts = [
        Part(say(_("Qui ?")), told(facts.controller)),
        Part(say(_("Pour quoi faire ?")), items=tuple(one.text for one in facts.aims or ())),
        Part(say(_("Combien de temps ?")), told(kept(facts, say))),
        Part(say(_("Vos droits")), told(usable(facts, say), reach(facts, say))),
    ]
    return made("sign", language, title, parts)


def mention(facts: Facts, say: Say, language: str) -> Text:
    """The explicit mention that CRPA, L.311-3-1 asks on an individual decision; empty where no
    algorithm takes part."""
    return made("mention", language, "", [Part("", facts.mentions)])


def purpose(facts: Facts, say: Say) -> str:
    if not facts.aims:
        return ""
    aims = say(_(" ; ")).join(one.text.rstrip(".") for one in facts.aims)
    grounds = ", ".join(dict.fromkeys(one.basis for one in facts.aims if one.basis))
    said = {"name": facts.controller or facts.title, "aims": aims, "grounds": grounds}
    if not grounds:
        return say(_("%(name)s utilise vos données. Pourquoi : %(aims)s.")) % said
    return say(_("%(name)s utilise vos données. Pourquoi : %(aims)s. Ce qui le permet : "
                 "%(grounds)s.")) % said  # fmt: skip


def seen(facts: Facts, say: Say) -> str:
    names = (*(facts.recipients or ()), *facts.processors)
    return say(_("Qui les voit : %(names)s.")) % {"names": ", ".join(names)} if names else ""


def kept(facts: Facts, say: Say) -> str:
    """The whole of it; the fate of the data is told in the notice."""
    said = [
        (f"{one.what}{say(_(' : '))}" if one.what else "")
        + " ".join(filter(None, [one.how_long, one.start]))
        for one in facts.kept or ()
    ]
    if not said:
        return ""
    durations = say(_(" ; ")).join(said)
    return say(_("Durée de conservation : %(durations)s.")) % {"durations": durations}


def required(facts: Facts) -> str:
    return words.ended(facts.required) if facts.required else ""


def usable(facts: Facts, say: Say) -> str:
    """The rights that apply, in one sentence."""
    have = [say(words.RIGHTS[one.right]) for one in words.in_order(facts.rights) if one.applies]
    return say(_("Vous pouvez %(rights)s.")) % {"rights": ", ".join(have)} if have else ""


def reach(facts: Facts, say: Say) -> str:
    """Where the rest is, whom to write to, who judges."""
    said = {"officer": facts.officer, "page": facts.page_url, "cnil": words.CNIL}
    if not facts.officer:
        return say(_("Tout savoir et agir : %(page)s. Se plaindre : CNIL, %(cnil)s.")) % said
    return say(_("Tout savoir et agir : %(page)s. Nous écrire : %(officer)s. Se plaindre : CNIL, "
                 "%(cnil)s.")) % said  # fmt: skip
