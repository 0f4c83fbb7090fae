"""What changed from one version of the rules to another, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parvis.algorithms.ruleset.model import Input, Parameter, Period, Rules, Step
from parvis.algorithms.ruleset.words import Teller
from parvis.records.problems import gettext_noop

Named = Input | Parameter | Step


@dataclass(frozen=True)
class Change:
    """One difference: `sentence` is filled by `params`, said by who knows the language."""

    sentence: str
    params: Mapping[str, str]


def compare(before: Teller, after: Teller) -> Iterator[Change]:
    """In the order of the newer rules; what is gone comes last."""
    old = {one.name: one for one in before.rules.named()}
    new = {one.name: one for one in after.rules.named()}
    for name, one in new.items():
        label = after.text(one.label)
        was = old.get(name)
        if was is None:
            yield Change(added(one), {"name": label})
        elif isinstance(was, Parameter) and isinstance(one, Parameter):
            yield from parameters(was, one, before, after)
        elif was != one:
            yield from others(was, one, before, after)
    for name, one in old.items():
        if name not in new:
            yield Change(removed(one), {"name": before.text(one.label)})
    yield from result(before.rules, after.rules, before, after)


def added(one: Named) -> str:
    if isinstance(one, Input):
        return gettext_noop("Une donnée de plus est regardée : « %(name)s ».")
    if isinstance(one, Parameter):
        return gettext_noop("Un paramètre de plus : « %(name)s ».")
    return gettext_noop("Une étape de plus : « %(name)s ».")


def removed(one: Named) -> str:
    if isinstance(one, Input):
        return gettext_noop("« %(name)s » n’est plus regardé.")
    if isinstance(one, Parameter):
        return gettext_noop("Le paramètre « %(name)s » ne sert plus.")
    return gettext_noop("L’étape « %(name)s » n’existe plus.")


def parameters(was: Parameter, one: Parameter, before: Teller, after: Teller) -> Iterator[Change]:
    """Each period with another value; then whatever else differs."""
    label = after.text(one.label)
    old = {period.since: period for period in was.periods}
    for period in one.periods:
        known = old.get(period.since)
        if known == period:
            continue
        said = {"name": label, "day": after.say_day(period.since)}
        said |= {"after": after.content(one, period)}
        if known is None:
            yield Change(gettext_noop("À partir du %(day)s, « %(name)s » vaut %(after)s."), said)
        elif known.value != period.value:
            sentence = gettext_noop(
                "« %(name)s », à partir du %(day)s, passe de %(before)s à %(after)s."
            )
            yield Change(sentence, said | {"before": before.content(was, known)})
        else:
            yield Change(ending(period), said | {"end": end(period, after)})
    if (was.label, was.unit, was.text, was.claims) != (one.label, one.unit, one.text, one.claims):
        yield Change(gettext_noop("« %(name)s » est décrit autrement."), {"name": label})


def ending(period: Period) -> str:
    if period.until is None:
        return gettext_noop("« %(name)s », en vigueur depuis le %(day)s, n’a plus de fin.")
    return gettext_noop("« %(name)s », en vigueur depuis le %(day)s, prend fin le %(end)s.")


def end(period: Period, after: Teller) -> str:
    return after.say_day(period.until) if period.until else ""


def others(was: Named, one: Named, before: Teller, after: Teller) -> Iterator[Change]:
    label = after.text(one.label)
    if isinstance(was, Step) and isinstance(one, Step) and before.rule(was) != after.rule(one):
        said = {"name": label, "before": before.rule(was), "after": after.rule(one)}
        sentence = gettext_noop("« %(name)s » était : %(before)s ; c’est maintenant : %(after)s.")
        yield Change(sentence, said)
    else:
        yield Change(gettext_noop("« %(name)s » est décrit autrement."), {"name": label})


def result(old: Rules, new: Rules, before: Teller, after: Teller) -> Iterator[Change]:
    if old.outcome != new.outcome:
        said = {"before": before.name(old.outcome), "after": after.name(new.outcome)}
        yield Change(gettext_noop("Le résultat était « %(before)s » ; c’est « %(after)s »."), said)
    was, now = [step.name for step in old.steps], [step.name for step in new.steps]
    if was != now and sorted(was) == sorted(now):
        yield Change(gettext_noop("Les étapes se suivent dans un autre ordre."), {})
