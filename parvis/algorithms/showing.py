"""What the pages of an algorithm and of a decision need beside their projection."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.algorithms import asked, chain, checking, entitled, words
from parvis.algorithms.choices import Degree, DelayUnit, RemedyKind
from parvis.algorithms.fields import RIGHTS
from parvis.algorithms.formats.files import FORMATS
from parvis.algorithms.models import Assessment, Contribution, DataUse, Risk, RuleVersion
from parvis.design.spoken import by_law
from parvis.records import hooks, ruled
from parvis.records.audience import Audience
from parvis.records.models import Published
from parvis.records.projection import Neighbour, View

Content = dict[str, Any]
PARTS = {"data_uses": DataUse, "risks": Risk, "assessments": Assessment}


def page_context(view: View, audience: Audience) -> dict[str, Any] | None:
    if view.type == "algorithm":
        return algorithm(view, audience)
    return decision(view, audience) if view.type == "decision" else None


def algorithm(view: View, audience: Audience) -> dict[str, Any]:
    content = view.content
    around = chain.around(view, audience)
    return common(view, around) | {
        "status": words.state(content),
        "out_of_scope": content.get("out_of_scope") or words.unsaid(),
        "steps_url": steps_url(view),
        "contributions": contributions(content, around.decisions),
        "parts": [
            {"title": str(PARTS[name]._meta.verbose_name_plural), "rows": rows, "key": name}
            for name, model in PARTS.items()
            if not hidden(view, name)
            for rows in [words.parts(model, content.get(name) or ())]
        ],
        "concerned": concerned(content),
        "origin": origin(content),
        "files": files(view.slug),
    }


def decision(view: View, audience: Audience) -> dict[str, Any]:
    content = view.content
    around = chain.around(view, audience)
    return common(view, around) | {
        "algorithms": helpers(view, around.algorithms),
        "remedies": [remedy(one) for one in content.get("remedies") or ()],
        "rights": rights(content, around.rights),
        "ask_url": ask_url(view.slug),
        "mention_url": reverse("site:decision_mention", args=[view.slug]),
    }


def common(view: View, around: chain.Chain) -> dict[str, Any]:
    return {
        "groups": words.groups(view.type, view.content),
        "walk": walk(around),
        "breaches": breaches(view),
        "rules_url": reverse("site:algorithm_rules"),
    }


def hidden(view: View, name: str) -> bool:
    return name in (view.content.get("hidden") or ())


def linked(one: Neighbour) -> dict[str, str]:
    path = hooks.record_types()[one.type].path
    where = reverse("site:record", args=[path, one.slug])
    return {"title": one.title, "lang": one.lang, "url": where}


def walk(around: chain.Chain) -> list[dict[str, Any]]:
    """From the decision back to the street, step by step; steps without any record are left out."""
    steps = (
        (_("Traitements de données"), around.processings),
        (_("Jeux de données"), around.datasets),
        (_("Capteurs et caméras"), around.devices),
    )
    return [
        {"title": title, "links": [linked(one) for one in found.values()]}
        for title, found in steps
        if found
    ]


def contributions(content: Content, decisions: chain.Found) -> list[dict[str, Any]]:
    """What it does in each decision: the record of the decision where it is public."""
    by_uuid = {str(one.uuid): one for one in decisions.values()}
    found = []
    for one in content.get("contributions") or ():
        known = by_uuid.get(str(one["decision"]))
        if one["decision"] and known is None:
            continue  # its record is not public
        found.append(
            (linked(known) if known else {"title": one["decision_name"], "url": ""})
            | {"rows": contribution(one), "mention": one["mention"]}
        )
    return found


def contribution(one: Content) -> list[dict[str, Any]]:
    names = ("degree", "step", "human_control", "can_override", "since", "until")
    [rows] = words.parts(Contribution, [one])
    return [row for row in rows if row["name"] in names]


def helpers(view: View, algorithms: chain.Found) -> list[dict[str, Any]]:
    """The algorithms that a decision is taken with, and what each does in it."""
    contents = {row.uuid: row.content for row in Published.objects.filter(pk__in=list(algorithms))}
    found = []
    for one in algorithms.values():
        for part in contents[one.uuid].get("contributions") or ():
            if part["decision"] == str(view.uuid):
                degree = words.choice(Degree, part["degree"])
                found.append(linked(one) | {"degree": degree, "rows": contribution(part)})
    return found


def remedy(one: Content) -> dict[str, str]:
    delay = ""
    if one["delay"] is not None:
        unit = words.choice(DelayUnit, one["unit"])
        delay = _("dans les %(delay)s %(unit)s après avoir reçu la décision") % {
            "delay": one["delay"],
            "unit": unit,
        }
    return {
        "title": words.choice(RemedyKind, one["kind"]),
        "before": one["before"],
        "delay": delay,
        "where": one["where"],
        "text": ", ".join(filter(None, [one["before"], delay, one["where"]])),
        "url": one["url"],
        "article": one["article"],
    }


def rights(content: Content, records: chain.Found) -> list[dict[str, Any]]:
    """Each right, whether it applies and why, linked to its record where there is one."""
    by_slug = {one.slug: linked(one)["url"] for one in records.values()}
    return [
        {
            "title": str(RIGHTS[one.right]),
            "applies": one.applies,
            "why": one.why,
            "article": by_law(one.article),
            "url": by_slug.get(one.right, ""),
        }
        for one in entitled.of_decision(content)
    ]


def steps_url(view: View) -> str:
    """The rules of an algorithm as people read them, once they are published."""
    published = RuleVersion.objects.filter(algorithm__uuid=view.uuid).exists()
    return reverse("site:decision_rules", args=[view.slug]) if published else ""


def ask_url(slug: str) -> str:
    """The form of the room of rights, already filled with this decision."""
    return f"{reverse('site:home')}droits/demande/?droit=explication-d-une-decision&decision={slug}"


def concerned(content: Content) -> dict[str, Any]:
    """The answer to "are we concerned?" in sentences; {} where nobody answered."""
    kept = content.get("concerned") or {}
    if not kept:
        return {}
    return {"on": kept["on"], "texts": asked.texts(kept["duties"], kept["reasons"])}


def origin(content: Content) -> list[dict[str, Any]]:
    """What the record it was imported from said and that we have no field for, word for word."""
    found = []
    for name, kept in (content.get("origin") or {}).items():
        rows = [
            {"name": field, "value": value if isinstance(value, str) else str(value)}
            for field, value in kept.get("source", {}).items()
        ]
        found.append({"format": name, "rows": rows})
    return found


def files(slug: str) -> list[dict[str, str]]:
    """The record in each format, as a file."""
    found = [
        {
            "title": _(one.words),
            "url": f"{reverse('algorithm_inventory', args=[one.ending])}?slug={slug}",
        }
        for one in FORMATS.values()
    ]
    return [*found, {"title": "Etalab (ODT)", "url": reverse("algorithm_sheet", args=[slug])}]


def breaches(view: View) -> list[dict[str, str]]:
    """What the rules find of this record today, as people read it."""
    row = Published.objects.get(pk=view.uuid)
    return [ruled.told(breach) for _row, breach in checking.found(view.type, [row])]
