"""What is published of processings, read as the facts of their notices.

A constant number of queries, whatever the number of processings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override

from parvis.privacy import terms
from parvis.privacy.choices import Basis, Fate, Mechanism, Part, Special, Unit
from parvis.privacy.notices.facts import Abroad, Aim, Facts, Kept
from parvis.privacy.notices.forms import text_of
from parvis.privacy.notices.text import Text
from parvis.privacy.words import choice, duration, spoken
from parvis.records import hooks
from parvis.records.audience import VISITOR, Audience
from parvis.records.models import Link, Published
from parvis.records.projection import (
    View,
    lang_of,
    own_words,
    shown_organisations,
    translated,
)
from parvis.records.remembered import Notes

Content = Mapping[str, Any]
Made = TypeVar("Made")


def texts(
    rows: Sequence[Published], kind: str, language: str, audience: Audience = VISITOR
) -> dict[UUID, Text]:
    """One form of the notice of each of these processings, in one language."""
    mentions = mentions_of([row.uuid for row in rows], audience, language)
    owners = shown_organisations({row.organisation for row in rows}, audience)
    with override(language):
        return {
            row.uuid: told(
                row.content,
                owners.get(row.organisation),
                mentions.get(row.uuid, ()),
                kind,
                language,
            )
            for row in rows
        }


def text(view: View, kind: str, language: str, audience: Audience = VISITOR) -> Text:
    """One form of the notice of the processing on a page."""
    mentions = mentions_of([view.uuid], audience, language).get(view.uuid, ())
    with override(language):
        return told(view.content, view.organisation, mentions, kind, language)


def told(
    content: dict[str, Any], owner: Published | None, mentions: Sequence[str], kind: str,
    language: str,
) -> Text:  # fmt: skip
    """The text, and the words of the record that stay in its own language, the active one being
    that of the text."""
    made = text_of(facts(content, owner, mentions), kind, gettext, language)
    return replace(made, own=own_words(content), own_language=lang_of(content))


def mention(algorithm: Published) -> dict[str, Any]:
    """Its explicit mention, in each language."""
    content = algorithm.content
    others = content.get("translations") or {}
    return {
        "mention": content.get("mention"),
        "translations": {name: {"mention": told.get("mention")} for name, told in others.items()},
    }


MENTIONS = Notes(mention)


def mentions_of(
    processings: Sequence[UUID], audience: Audience, language: str
) -> dict[UUID, tuple[str, ...]]:
    """The explicit mentions that the public records of algorithms give, by processing: of those
    that are used today."""
    still = Q(until=None) | Q(until__gte=timezone.localdate())
    edges = Link.objects.filter(still, predicate="used_in", object__in=processings)
    pairs = list(edges.order_by("subject__title").values_list("object_id", "subject_id"))
    shown = MENTIONS.of({one for _object, one in pairs}, Published.objects.visible(audience))
    found: dict[UUID, list[str]] = {}
    for processing, algorithm in pairs:
        said = translated(shown[algorithm], "mention", language) if algorithm in shown else ""
        if said and said not in found.setdefault(processing, []):
            found[processing].append(said)
    return {uuid: tuple(said) for uuid, said in found.items()}


def facts(content: Content, owner: Published | None, mentions: Sequence[str]) -> Facts:
    """What is published of one processing, in the language in force."""
    known = dict(content)
    slug, parts = known["slug"], known.get("parts") or []
    return Facts(
        title=translated(known, "title"),
        controller=translated(owner.content, "title") if owner else "",
        contact=(owner.content.get("contact") or "") if owner else "",
        officer=officer(known),
        joint=named(parts, Part.JOINT),
        on_behalf=behalf(known, parts),
        aims=each(known, "purposes", aim),
        people=ticked(known, "people", "people_words"),
        data=ticked(known, "data", "data_words"),
        sensitive=sensitive(known),
        exception=exception(known),
        sources=tuple(filter(None, [translated(known, "sources")])),
        required=required(known),
        recipients=each(known, "recipients", recipient),
        processors=named(parts, Part.PROCESSOR),
        abroad=each(known, "transfers", abroad),
        kept=each(known, "retentions", kept),
        automatic=known["automation"] == "full" if "automation" in known else None,
        logic=" ".join(filter(None, [translated(known, "logic"), translated(known, "effects")])),
        mentions=tuple(mentions),
        rights=tuple(hooks.first("entitlements", projection=known) or ()),
        form_url=f"{settings.PARVIS_BASE_URL}/droits/demande/?traitement={slug}",
        page_url=f"{settings.PARVIS_BASE_URL}/traitements/{slug}/",
    )


def each(content: Content, name: str, make: Callable[[Content], Made]) -> tuple[Made, ...] | None:
    """What is made of each row of a field; None where the field is not published."""
    return tuple(make(row) for row in content[name]) if name in content else None


def named(parts: Sequence[Content], part: Part) -> tuple[str, ...]:
    return tuple(row["name"] for row in parts if row["part"] == part)


def officer(content: Content) -> str:
    """How to reach the officer: the addresses that are published."""
    said = content.get("officer") or {}
    return ", ".join(filter(None, (said.get(name) for name in ("email", "phone", "address"))))


def behalf(content: Content, parts: Sequence[Content]) -> str:
    """For whom a processor works; "" for a controller."""
    if content.get("role") != "processor":
        return ""
    return ", ".join(named(parts, Part.PRINCIPAL)) or gettext("un autre responsable")


def aim(row: Content) -> Aim:
    return Aim(row["title"], choice(Basis, row.get("basis")), (row.get("why") or "").strip())


def ticked(content: Content, name: str, more: str) -> tuple[str, ...] | None:
    """Terms of a list in words, then what the record adds; None where neither is published."""
    if name not in content and more not in content:
        return None
    scheme: terms.Scheme = "people" if name == "people" else "data"
    said = [terms.label(scheme, one, spoken()) for one in content.get(name) or ()]
    return tuple(filter(None, [*said, translated(dict(content), more).strip()]))


def sensitive(content: Content) -> tuple[str, ...]:
    found = terms.sensitive(content.get("data") or ())
    return tuple(terms.label("data", one, spoken()) for one in found)


def exception(content: dict[str, Any]) -> str:
    """What lets sensitive data be treated (article 9), and offences (article 10)."""
    said = [
        choice(Special, content.get("special")),
        translated(content, "special_text"),
        translated(content, "penal_text"),
    ]
    return ", ".join(one.strip().rstrip(".") for one in said if one)


def required(content: dict[str, Any]) -> str:
    """Article 13(2)(e); "" while nobody said."""
    mandatory = content.get("mandatory")
    if mandatory is None:
        return ""
    if not mandatory:
        return gettext("Vous n’êtes pas obligé de les donner.")
    otherwise = translated(content, "mandatory_words")
    must = gettext("Vous devez les donner.")
    if not otherwise:
        return must
    return gettext("%(must)s Sinon : %(otherwise)s") % {"must": must, "otherwise": otherwise}


def recipient(row: Content) -> str:
    if not row.get("why"):
        return str(row["name"])
    return gettext("%(name)s, pour : %(why)s") % {"name": row["name"], "why": row["why"]}


def abroad(row: Content) -> Abroad:
    protection = [choice(Mechanism, row.get("mechanism")), row.get("guarantees") or ""]
    where = row["country"]
    if row.get("recipient"):
        where = gettext("%(recipient)s (%(country)s)") % {
            "recipient": row["recipient"], "country": where,
        }  # fmt: skip
    return Abroad(where, ", ".join(filter(None, protection)), row.get("url") or "")


def kept(row: Content) -> Kept:
    start = row.get("start") if row["unit"] != Unit.UNTIL else ""
    from_when = gettext("à partir de : %(start)s") % {"start": start} if start else ""
    return Kept(row["what"], duration(dict(row)), from_when, ending(row))


def ending(row: Content) -> str:
    """What becomes of the data: intermediate archives, then their fate where it is decided."""
    archived = row.get("archived") or ""
    fate = "" if row.get("fate") == Fate.UNKNOWN else choice(Fate, row.get("fate"))
    said = gettext("archives : %(archived)s") % {"archived": archived} if archived else ""
    return ", ".join(filter(None, [said, fate]))
