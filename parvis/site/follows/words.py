"""What a follow is called, and the letter of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.design.spoken import quoted, spoken
from parvis.design.text import capital
from parvis.records import hooks
from parvis.records.audience import VISITOR
from parvis.records.models import Published
from parvis.records.projection import translated
from parvis.records.search.query import BOX
from parvis.site import addresses, facets
from parvis.site.follows import actions
from parvis.site.follows.models import Follow
from parvis.site.follows.news import Item, News, question_of
from parvis.site.queries import ListQuery, address
from parvis.site.texts import printable


def search_name(follow: Follow, request: HttpRequest | None = None) -> str:
    """A followed search in words: its list, what is looked for, each filter."""
    question = question_of(follow)
    if question is None:
        return _("une liste qui n’existe plus")
    query = question[0]
    kind = addresses.kinds_by_path().get(follow.path)
    parts = [capital(kind.many) if kind else _("Tout le site")]
    parts += [quoted(query.text)] if query.text else []
    titles = facets.titles(spoken())
    for name, values in sorted(query.filters.items()):
        if name == BOX:
            parts += [_("Zone : %(box)s") % {"box": box} for box in values]
            continue
        read = labels(name, values, request)
        parts.append(titles.get(name, name) + _(" : ") + ", ".join(read.get(v, v) for v in values))
    return ", ".join(parts)


def labels(name: str, values: list[str], request: HttpRequest | None) -> dict[str, str]:
    """Names of records are read with the rights of who asks; a letter does not say them."""
    if request is not None:
        return facets.labels(name, values, request)
    if name == "organisation":
        return dict.fromkeys(values, _("une organisation choisie"))
    if name in facets.RECORDS:
        return dict.fromkeys(values, _("une fiche choisie"))
    if name == "type":
        kinds = hooks.record_types()
        return {value: str(kinds[value].many) for value in values if value in kinds}
    return hooks.first("facet_labels", facet=name, values=values) or {}


def search_path(follow: Follow) -> str:
    question = question_of(follow)
    query = question[0] if question else ListQuery()
    page = f"{addresses.root()}{follow.path}/" if follow.path else reverse("site:search")
    text = address(query)
    return page if text == "?" else page + text


def letter(news: Sequence[News]) -> EmailMessage:
    """One person's letter of the day, in the language they followed in."""
    follow = news[0].follow
    holder = follow.holder
    with override(follow.language):
        stop = settings.PARVIS_BASE_URL + reverse(
            "site:stop_follows", args=[actions.stop_token(holder.uuid)]
        )
        parts = [_("Bonjour,"), _("Voici ce qui a changé dans ce que vous suivez.")]
        for one in news:
            parts += told(one)
        mine = addresses.absolute(mine_path(follow))
        parts.append(_("Choisir ce que vous suivez : %(url)s") % {"url": mine})
        parts.append(_("Ne plus recevoir ces courriels : %(url)s") % {"url": stop})
        subject = _("%(site)s : ce qui change") % {"site": settings.PARVIS_SITE_NAME}
        return EmailMessage(
            subject, printable("\n\n".join(parts)), settings.DEFAULT_FROM_EMAIL, [holder.email],
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )  # fmt: skip


def mine_path(follow: Follow) -> str:
    """Where one chooses what one follows; without an account, an address that only they know."""
    if follow.user_id:
        return reverse("site:follows")
    return reverse("site:open_follows", args=[actions.mine_token(follow.holder.uuid)])


def confirmation(follow: Follow) -> EmailMessage:
    """The letter that asks whether the address is theirs. It stops nothing and lists nothing: who
    did not ask for it has nothing to do."""
    with override(follow.language):
        path = reverse("site:confirm_follow", args=[actions.confirm_token(follow.uuid)])
        site = settings.PARVIS_SITE_NAME
        parts = [
            _("Bonjour,"),
            _("Quelqu’un, sans doute vous, veut suivre par courriel sur %(site)s :")
            % {"site": site},
            f"— {name_of(follow)}",
            _("Pour le confirmer, ouvrez cette adresse dans les trois jours : %(url)s")
            % {"url": addresses.absolute(path)},
            _(
                "Si ce n’est pas vous, n’en faites rien : sans réponse, rien d’autre ne part et "
                "votre adresse est effacée."
            ),
        ]
        subject = _("%(site)s : confirmez votre suivi") % {"site": site}
        return EmailMessage(
            subject, printable("\n\n".join(parts)), settings.DEFAULT_FROM_EMAIL,
            [follow.holder.email],
        )  # fmt: skip


def name_of(follow: Follow) -> str:
    """What a visitor follows, by its public name."""
    if follow.record is None:
        return search_name(follow)
    row = Published.objects.visible(VISITOR, archived=True).filter(pk=follow.record).first()
    return title(row) if row else _("Une fiche qui n’est plus publiée")


def told(news: News) -> list[str]:
    if news.follow.record is not None:
        return [record_words(item) for item in news.items]
    lines = [f"— {search_name(news.follow)}"]
    lines += [f"  {title(item.row)}\n  {page(item.row)}" for item in news.items]
    if news.more:
        lines.append(_("  … et d’autres : %(url)s") % {
            "url": addresses.absolute(search_path(news.follow))
        })  # fmt: skip
    return ["\n".join(lines)]


def record_words(item: Item) -> str:
    if item.gone:
        where = addresses.absolute(addresses.identifier_path(item.row.type, item.row.slug))
        return _("— Une fiche que vous suiviez n’est plus publiée : %(url)s") % {"url": where}
    lines = [
        "— " + title(item.row) + _(" : ") + item.headline,
        *(f"  {one}" for one in item.sentences),
    ]
    return "\n".join([*lines, f"  {page(item.row)}"])


def title(row: Published) -> str:
    return " ".join(translated(row.content, "title").split())


def page(row: Published) -> str:
    return addresses.absolute(addresses.record_path(row.type, row.slug))


def mine(
    follows: Sequence[Follow], rows: Mapping[UUID, Published], request: HttpRequest
) -> list[dict[str, Any]]:
    """Lines of "Mes suivis"; a record one may no longer see keeps its line, without its name."""
    lines = []
    for follow in follows:
        row = rows.get(follow.record) if follow.record else None
        if follow.record is None:
            name, url = search_name(follow, request), search_path(follow)
        elif row is None:
            name, url = _("Une fiche qui n’est plus publiée"), ""
        else:
            name, url = title(row), addresses.record_path(row.type, row.slug)
        lines.append({"title": name, "url": url, "key": str(follow.uuid), "since": follow.created})
    return lines
