"""A processing as a foreign register tells it, piece by piece, then as a row of our CSV. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.privacy.exchange.wording import (
    BASES,
    COUNTED,
    DATA,
    FATES,
    LASTING,
    METHODS,
    MOST,
    NO,
    PEOPLE,
    REACHED,
    UNITS,
    YES,
    allowed,
    cells,
    dashed,
    operation,
    parted,
    pieces,
    plain,
    within,
)

Row = dict[str, Any]


@dataclass
class Draft:
    organisation: str = ""
    values: dict[str, str] = field(default_factory=dict)
    aims: list[str] = field(default_factory=list)
    basis: str = ""
    why: str = ""
    people: list[str] = field(default_factory=list)
    people_words: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    data_words: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    durations: list[str] = field(default_factory=list)
    kept_of: list[str] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)
    kept_rows: list[Row] = field(default_factory=list)
    transfers: list[Row] = field(default_factory=list)
    unit: str = ""
    recipients: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    of_processors: dict[str, str] = field(default_factory=dict)  # as `partners` reads them
    operations: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    safeguards: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def take(self, kind: str, term: str, value: str, heading: str) -> None:
        """One cell; `term` narrows the kind, `heading` names it where it must be told as it is."""
        takers: dict[str, Callable[[str, str, str], None]] = {
            "safe": self.take_safeguard,
            "criterion": self.take_criterion,
            "data": self.take_data,
            "people_one": self.take_person,
            "people_other": self.take_person,
            "people_words": self.take_words,
            "people": self.take_people,
            "basis": self.take_basis,
            "role": self.take_role,
            "people_count": self.take_count,
            "processor": self.take_processor,
            "retention": self.take_retention,
            "transfer": self.take_transfer,
            "operations": self.take_operations,
        }
        if kind in takers:
            takers[kind](term, value, heading)
        elif kind in LISTS:
            LISTS[kind](self, value)
        elif kind == "aside":
            self.notes.append(f"{heading} : {value}")
        else:
            self.values[kind] = value

    def take_safeguard(self, term: str, value: str, heading: str) -> None:
        if plain(value) not in NO:
            held = self.safeguards.setdefault(term, [])
            held += [] if plain(value) in YES else [value]

    def take_criterion(self, term: str, value: str, heading: str) -> None:
        self.criteria += [term] if plain(value) in YES else []

    def take_data(self, term: str, value: str, heading: str) -> None:
        """Our terms for what the words say, else that of the heading; words that are not those of
        a term are kept."""
        exact, rest = parted("data", value)
        said = re.sub("adresses? ip", "connexion", rest, flags=re.IGNORECASE)  # no postal one
        self.data += exact + ([term] if term and rest else []) + within(said, DATA)
        self.data_words += [rest] if rest else []

    def take_person(self, term: str, value: str, heading: str) -> None:
        """« Personnes concernées - Agents » : oui."""
        if plain(value) in YES:
            self.people += within(heading.rpartition(" - ")[2], PEOPLE) or ["other"]
        elif plain(value) not in NO:
            self.people_words.append(value)

    def take_people(self, term: str, value: str, heading: str) -> None:
        exact, rest = parted("people", value)
        self.people += exact + within(rest, PEOPLE)
        self.people_words += [rest] if rest else []

    def take_words(self, term: str, value: str, heading: str) -> None:
        self.people_words.append(value)

    def take_basis(self, term: str, value: str, heading: str) -> None:
        """« L'obligation légale »; what is not a basis of article 6 is told as it is."""
        found = within(value, BASES)
        self.basis = found[0] if found else ""
        if not found or " : " in value:
            self.why = value

    def take_role(self, term: str, value: str, heading: str) -> None:
        said = plain(value)
        works = "sous-trait" in said or "pour le compte" in said
        self.values["role"] = "processor" if works else "controller"
        if "conjoint" in said:
            self.notes.append(f"{heading} : {value}")

    def take_count(self, term: str, value: str, heading: str) -> None:
        figures = re.sub(r"\s", "", value)
        if figures.isdigit():
            self.values["people_count"] = figures
        else:
            self.people_words.append(value)

    def take_processor(self, term: str, value: str, heading: str) -> None:
        self.of_processors[term] = value

    def take_retention(self, term: str, value: str, heading: str) -> None:
        """Of what, how long, from when, archives, fate: as our own form has them."""
        whole = cells(value, 5)
        what, lasting, start, archived, end = (one[:MOST] for one in whole)
        counted = COUNTED.fullmatch(re.sub(r"(?<=\d)\s(?=\d)", "", lasting))
        until = re.sub(r"^jusqu.à ", "", lasting)
        fate = within(end, FATES)
        self.kept_rows.append({
            "what": what, "archived": archived, "fate": fate[0] if fate else "unknown",
            "number": int(counted[1]) if counted else None,
            "unit": UNITS[plain(counted[2])] if counted else "until",
            "start": start if counted else ", ".join(filter(None, [until, start])),
        })  # fmt: skip
        self.notes += [f"Sort final : {end}"] if end and not fate else []
        self.notes += [one for one in whole if len(one) > MOST]

    def take_transfer(self, term: str, value: str, heading: str) -> None:
        """Country, recipient, guarantees and address, as the CNIL's form has them."""
        country, recipient, said, url = cells(value, 4)
        mechanism, guarantees = allowed(said)
        address = url if url.startswith(("https://", "http://")) else ""
        told_here = {"country": country[:100], "recipient": recipient[:MOST], "url": address[:1000],
                     "mechanism": mechanism, "guarantees": guarantees[:500]}  # fmt: skip
        self.transfers.append({name: text for name, text in told_here.items() if text})
        whole = {country, recipient, guarantees, url} - {"", *told_here.values()}
        self.notes += [f"Transfert : {one}" for one in sorted(whole)]

    def take_operations(self, term: str, value: str, heading: str) -> None:
        """Operations of article 4(2), by our words or by those of the law; any other is told."""
        found = [(one, operation(one)) for one in pieces(value)]
        self.operations += [name for _said, names in found for name in names]
        self.notes += [f"{heading} : {said}" for said, names in found if not names]

    # as our CSV has it

    def row(self) -> dict[str, str]:
        """A row of our columns; an empty cell where nothing is said. What no column can hold stays
        in the description."""
        found = {
            "title": self.values.get("title", "").partition("\n")[0],
            "organisation": self.organisation,
            "summary": "\n".join([*self.notes, *self.left()]),
            "role": self.values.get("role", ""),
            "status": self.status(),
            "people": told(self.people),
            "people_words": ", ".join(self.people_words)[:MOST],
            "people_count": self.values.get("people_count", ""),
            "data": told(self.data),
            "data_words": "\n".join(self.data_words),
            "methods": told(self.methods),
            "operations": told(self.operations),
            "sources": self.values.get("sources", "")[:500],
            "representative": self.values.get("representative", "")[:MOST],
            "paper": {True: "oui"}.get(plain(self.values.get("paper", "")) in YES, ""),
            "criteria_said": told(self.criteria),
            "purposes": rows(self.purposes()),
            "retentions": rows(self.retentions()),
            "recipients": rows(self.recipients),
            "parts": rows(self.parts),
            "transfers": rows(
                [*({"country": one[:100]} for one in self.countries), *self.transfers]
            ),
            "safeguards": rows(self.measures()),
        }  # fmt: skip
        return {name: text for name, text in found.items() if text}

    def left(self) -> Iterator[str]:
        """What the file says and no column of ours takes, or takes whole."""
        if not self.basis:
            yield from (f"Finalité : {one}" for one in self.aims)
            if self.why:
                yield f"Base légale : {self.why}"
        yield from (f"Finalité : {one}" for one in self.aims if self.basis and len(one) > MOST)
        for name, said in (("Durée", self.kept_of), ("Sort final", self.fates)):
            yield from (f"{name} : {one}" for one in said[len(self.durations) :])
        yield from (f"Sort final : {one}" for one in self.fates if not within(one, FATES))
        if self.values.get("status") and not self.status():
            yield f"Statut : {self.values['status']}"
        words = ", ".join(self.people_words)
        if len(words) > MOST:
            yield f"Personnes concernées : {words}"
        yield from self.values.get("title", "").splitlines()[1:]

    def status(self) -> str:
        said = plain(self.values.get("status", ""))
        return "ended" if said in NO else "in_force" if said in YES else ""

    def purposes(self) -> list[Row]:
        """Each with the one basis that these registers know; none can be read without a basis."""
        if not self.basis:
            return []
        return [{"title": one[:MOST], "basis": self.basis, "why": self.why} for one in self.aims]

    def retentions(self) -> list[Row]:
        told = [self.retention(number, text) for number, text in enumerate(self.durations)]
        return [*told, *self.kept_rows]

    def retention(self, at: int, text: str) -> Row:
        """« 2 ans » is counted; else the duration is told as it is, until an event."""
        what = self.kept_of[at] if at < len(self.kept_of) else "les données du traitement"
        fate = within(self.fates[at], FATES) if at < len(self.fates) else []
        end = {"what": what[:MOST], "fate": fate[0] if fate else "unknown"}
        lasting = LASTING.search(f"{text} {self.unit}")
        if lasting is None:
            return {**end, "number": None, "unit": "until", "start": text[:MOST]}
        number, unit = int(lasting[1]), UNITS[plain(lasting[2])]
        start = text if len(pieces(text)) > 1 or len(text) > len(lasting[0]) + 3 else ""
        return {**end, "number": number, "unit": unit, "start": start[:MOST]}

    def measures(self) -> list[Row]:
        return [
            {"measure": name, "done": True, "words": " ; ".join(said)[:500]}
            for name, said in self.safeguards.items()
        ]


def told(terms: list[str]) -> str:
    return " ; ".join(dict.fromkeys(terms))


def rows(found: list[Row]) -> str:
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else ""


def recipients(reach: str) -> Callable[[Draft, str], None]:
    def take(draft: Draft, value: str) -> None:
        draft.recipients += [{"name": one[:MOST], "reach": reach} for one in pieces(value)]

    return take


def parts(part: str) -> Callable[[Draft, str], None]:
    def take(draft: Draft, value: str) -> None:
        for one in dashed(value):
            name, contact = one, ""
            if found := REACHED.fullmatch(one):
                name, contact = found["name"], found["contact"][:MOST]
            reached = {"contact": contact} if contact else {}
            draft.parts.append({"part": part, "name": name[:MOST]} | reached)

    return take


# kinds whose cell is a list, and where it goes
LISTS: Mapping[str, Callable[[Draft, str], None]] = {
    "aims": lambda draft, value: draft.aims.extend(pieces(value)),
    "why": lambda draft, value: setattr(draft, "why", value),
    "notes": lambda draft, value: draft.notes.append(value),
    "data_words": lambda draft, value: draft.data_words.append(value),
    "methods": lambda draft, value: draft.methods.extend(within(value, METHODS) or ["other"]),
    "kept": lambda draft, value: draft.durations.extend(pieces(value)),
    "kept_unit": lambda draft, value: setattr(draft, "unit", value),
    "kept_what": lambda draft, value: draft.kept_of.extend(pieces(value)),
    "kept_fate": lambda draft, value: draft.fates.extend(pieces(value)),
    "countries": lambda draft, value: draft.countries.extend(pieces(value)),
    "recipients": recipients("internal"),
    "recipients_external": recipients("external"),
    "processors": parts("processor"),
    "joint": parts("joint"),
    "principals": parts("principal"),
}
