"""Under which conditions a RUDI set may be had and used."""

from __future__ import annotations

from dataclasses import replace

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.items import Item
from parvis.catalogue.harvest.portals.rudi import terms
from parvis.catalogue.harvest.portals.rudi.texts import dictionary
from parvis.catalogue.harvest.portals.said import Said


def access(doc: DatasetDoc, said: Said, item: Item) -> DatasetDoc:
    """Licence, access, why it is not open, words to copy and other conditions."""
    told = said.inside("access_condition")
    restricted = told.flag("confidentiality", "restricted_access")
    personal = told.flag("confidentiality", "gdpr_sensitive")
    constraint = dictionary(told, item, "access_constraint")
    mention = dictionary(told, item, "mandatory_mention")
    closed = bool(restricted or personal)
    names = ("usage_constraint", "bibliographical_reference", "other_constraints")
    statements = [mention, *(dictionary(told, item, name) for name in names)]
    statements += [] if closed else [constraint]
    return replace(
        doc,
        licence=_licence(told.inside("licence"), item),
        access_rights=_rights(restricted, closed),
        personal_data=personal,
        why_not_open=(constraint or (terms.PERSONAL if personal else {})) if closed else {},
        attribution=mention,
        rights=tuple(Named("", texts) for texts in statements if texts),
    )


def _rights(restricted: bool | None, closed: bool) -> Named | None:
    if closed:
        return Named(terms.RESTRICTED)
    return Named(terms.PUBLIC) if restricted is False else None


def _licence(said: Said, item: Item) -> Named | None:
    labels = dictionary(said, item, "custom_licence_label")
    if said.text("licence_type").upper() != "CUSTOM" and said.text("licence_label"):
        return described.licence(item, "licence_label", (said.text("licence_label"),))
    return _custom(labels, said.text("custom_licence_uri"), item)


def _custom(labels: dict[str, str], url: str, item: Item) -> Named | None:
    """A licence of the producer's own, kept as it is named.

    Nodes fill the address with the Licence Ouverte when they know none ("Licence inconnue"): the
    address of a known licence never overrides the words beside it.
    """
    lines = [line for text in labels.values() for line in (text, *text.splitlines())]
    by_words = next((one for one in map(_known, lines) if one), "")
    by_address = _known(url)
    if by_words or (by_address and not labels):
        found = Named(by_words or by_address)
    elif labels:
        found = Named("" if by_address else values.web_address(url), labels)
    else:
        found = Named(values.web_address(url))
    if by_address and found.uri != by_address:
        item.note("several", "licence", url)
    return found if found != Named() else None


def _known(text: str) -> str:
    found = vocabulary.match("licence", text)
    return found.uri if found else ""
