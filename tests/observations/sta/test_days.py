"""A day of a datastream: the same JSON whether its sealed month is read by datastream, by the
engine, or was never sealed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.observations import actions, cold, ingest, instants, lines, reading, straight
from parvis.observations.measures import Measure
from parvis.observations.models import Datastream, Key
from parvis.observations.sealing import seal_due
from tests.observations.makers import lake, now
from tests.observations.sta.conftest import HOUR, NOON, ROOT, SECRET, City, Get

__all__ = ["lake", "now"]
Json = dict[str, Any]
DAY = 24 * HOUR

instant = st.integers(-6, 40).map(lambda n: instants.written(NOON + n * HOUR // 2))
filters = st.sampled_from([
    "", "phenomenonTime ge {0}", "phenomenonTime lt {0}",
    "phenomenonTime ge {0} and phenomenonTime lt {1}", "phenomenonTime eq {0}",
    "phenomenonTime gt {0} and result gt 12", "result le 55", "resultTime eq null",
    "{0} le phenomenonTime or result eq 3", "not (phenomenonTime lt {0})",
])  # fmt: skip
questions = st.fixed_dictionaries(
    {},
    optional={
        "$orderby": st.sampled_from(["phenomenonTime desc", "phenomenonTime asc", "id desc",
                                     "result desc,phenomenonTime", "resultTime"]),
        "$top": st.integers(1, 7).map(str), "$skip": st.integers(0, 3).map(str),
        "$count": st.just("true"), "$select": st.just("result,phenomenonTime"),
        "$expand": st.just("FeatureOfInterest($select=name)"),
        "$resultFormat": st.sampled_from(["dataArray", "CSV"]),
    },
)  # fmt: skip
asked = st.tuples(st.integers(0, 4), st.tuples(filters, instant, instant), questions)


def told(client: Client, path: str, given: Json) -> list[Any]:
    """Two pages: the second by the address that the first gives."""
    answer = client.get(f"{ROOT}/{path}", given)
    found = [(answer.status_code, answer.content.decode())]
    after = answer.json().get("@iot.nextLink") if answer["Content-Type"] != CSV else None
    if after:
        answer = client.get(after)
        found.append((answer.status_code, answer.content.decode()))
    return found


CSV = "text/csv; charset=utf-8"


def changes(city: City, ids: list[int]) -> None:
    """Late, corrected, moved, taken away, about something else."""
    actions.remove(ids[3:4])
    ingest.record([Measure(city.air.pk, None, NOON + HOUR, number=-4.5, result_time=NOON + DAY)])
    ingest.record([Measure(city.noise.pk, None, NOON + 90_000_000, number=51.25)])
    row = reading.one(ids[4])
    assert row is not None
    actions.amend(row.id, Measure(*row[1:])._replace(start=NOON + 40 * DAY))


@pytest.mark.parametrize("state", ["sealed", "changed"])
def test_the_same_json(
    state: str, city: City, wind: Datastream, lake: Any, now: Any, client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(lines, "BLOCK", 3)
    empty = Datastream.objects.create(
        name="Muet", thing=city.parc, sensor=city.air.sensor, observation_type="OM_Measurement",
        observed_property=city.air.observed_property,
    )  # fmt: skip
    measured = [Measure(city.air.pk, None, NOON + n * HOUR, number=10.0 + n) for n in range(10)]
    ids = ingest.record(measured)
    names = [f"Datastreams({one.pk})" for one in (city.air, city.noise, city.state, empty)]
    paths = [f"{name}/Observations" for name in (*names, f"MultiDatastreams({wind.pk})")]
    assert seal_due() == 1
    if state == "changed":
        changes(city, ids)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(asked)
    def all_days(asked: Any) -> None:
        which, (filter_, first, after), given = asked
        where = {"$filter": filter_.format(first, after)} if filter_ else {}
        found = told(client, paths[which], given | where)
        with monkeypatch.context() as engine:
            engine.setattr(straight, "of", lambda asked, hidden, dropped: None)
            assert told(client, paths[which], given | where) == found
        assert found[0][0] == 200, found

    all_days()


def test_sealing_changes_nothing_of_a_day(
    city: City, wind: Datastream, lake: Any, now: Any, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, after = instants.written(NOON), instants.written(NOON + DAY)
    day = f"$filter=phenomenonTime ge {first} and phenomenonTime lt {after}"
    plain = (city.air, city.noise, city.state)
    paths = [f"Datastreams({one.pk})/Observations?{day}" for one in plain]
    paths.append(f"MultiDatastreams({wind.pk})/Observations?{day}")
    before = [get(path) for path in paths]
    assert [len(found["value"]) for found in before] == [10, 5, 2, 4]
    assert seal_due() == 1

    def engine(template: str, *made: Any) -> Any:
        raise AssertionError("the engine was asked")

    monkeypatch.setattr(cold, "ask", engine)
    assert [get(path) for path in paths] == before


def test_what_is_hidden_stays_so_in_a_sealed_month(
    city: City, lake: Any, now: Any, get: Get, key: Key
) -> None:
    city.hidden.organisation = key.organisation
    city.hidden.save()
    seal_due()
    secret = city.secret.pk
    get(f"Datastreams({secret})/Observations", status=404)
    named = f"Observations?$filter=Datastream/id eq {secret} or Datastream/id eq {city.noise.pk}"
    alone = f"Observations?$filter=Datastream/id eq {secret}"
    assert get(alone)["value"] == []
    assert len(get(named)["value"]) == 5
    mine = {"authorization": f"Bearer {SECRET}"}
    assert [one["result"] for one in get(alone, **mine)["value"]] == [99]
