"""A broker that is away is told in the log, once, and so is its return; nothing fails meanwhile."""

from __future__ import annotations

import pytest

from parvis.observations.models import Followed, Update
from parvis.observations.mqtt import away
from parvis.observations.mqtt.consumer import Consumer
from parvis.observations.mqtt.teller import Teller
from tests.observations.mqtt.conftest import Broker, count, publish, said
from tests.observations.sta.conftest import City

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(away, "AGAIN", 0.0)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == away.logger.name]


def turned(consumer: Consumer, caplog: pytest.LogCaptureFixture, wanted: int) -> None:
    """Turns until so many lines are told."""
    for _turn in range(30):
        if len(lines(caplog)) >= wanted:
            return
        consumer.run_once()
    raise AssertionError(lines(caplog))


def test_a_broker_that_is_away_is_told_once_and_its_return_too(
    city: City, mosquitto: Broker, consumer: Consumer, caplog: pytest.LogCaptureFixture
) -> None:
    mosquitto.stop()
    assert [consumer.run_once() for _again in range(3)] == [0, 0, 0]
    (told,) = lines(caplog)
    assert f"127.0.0.1:{mosquitto.ports[0]} is away" in told
    assert "refused" in told
    assert "secret" not in told
    mosquitto.start()
    turned(consumer, caplog, 2)
    assert lines(caplog)[1].endswith("answers again")
    publish(mosquitto, said(city.air, 20))
    for _turn in range(20):
        consumer.run_once()
        if count(city.air) == 30:
            break
    assert count(city.air) == 30


def test_a_broker_lost_on_the_way_is_told_too(
    city: City, mosquitto: Broker, consumer: Consumer, caplog: pytest.LogCaptureFixture
) -> None:
    consumer.run_once()
    assert lines(caplog) == []
    mosquitto.stop()
    turned(consumer, caplog, 1)
    mosquitto.start()
    turned(consumer, caplog, 2)
    assert lines(caplog)[-1].endswith("answers again")


def test_a_broker_that_refuses_the_portal_is_told(
    city: City, mosquitto: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    made = Consumer(mosquitto.url.replace("secret", "faux"), lambda: False)
    try:
        turned(made, caplog, 1)
    finally:
        made.close()
        made.lease.release()
    assert "Not authorized" in lines(caplog)[0]


def test_what_changed_waits_for_the_broker_of_those_who_follow(
    city: City, mosquitto: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    teller = Teller(mosquitto.followers_url, mosquitto.folder, lambda: False)
    Followed.objects.create(topic="v1.1/Datastreams")
    Update.objects.create(changes=[["Datastream", [city.air.pk], None]])
    mosquitto.stop()
    assert [teller.run_once() for _again in range(2)] == [0, 0]
    assert len(lines(caplog)) == 1
    assert Update.objects.count() == 1, "nothing is lost"
    teller.lease.release()
