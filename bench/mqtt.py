"""Messages of devices kept a second: from the broker to the database, acknowledged once kept.

    python -m bench.mqtt [--messages 40000]
    FSYNC=on tools/postgresql python -m bench.mqtt

Debian's mosquitto, configured as docs/en/sensorthings.md says, a device that speaks as fast as the
broker takes (QoS 1), the portal's reader in this process. Each message is one observation of one of
500 datastreams. The clock runs from the first message until the last one is kept for good. Then the
same again: it must add nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import observations, report
from bench.portals import free_port

TRIES = 100  # a tenth of a second apart: the broker starts
PROMISED = 2_000
NAME, SECRET = "k-0a1b", "une-cle-pour-la-mesure"
WITHIN = 300  # seconds
BEGUN = time.time() - 86_400  # when the device says its first
DEVICE = """
import json, sys, time
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
port, name, secret, many, begun, streams = json.loads(sys.argv[1])
client = Client(CallbackAPIVersion.VERSION2)
client.max_inflight_messages_set(1000)
client.max_queued_messages_set(0)
client.username_pw_set(name, secret)
client.connect("127.0.0.1", port)
client.loop_start()
for number in range(many):
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begun + number // len(streams)))
    said = json.dumps({"phenomenonTime": moment, "resultTime": moment, "result": number / 8})
    stream = streams[number % len(streams)]
    told = client.publish(f"v1.1/Datastreams({stream})/Observations", said, qos=1)
told.wait_for_publish()
client.disconnect()
client.loop_stop()
"""


@contextmanager
def mosquitto(folder: Path) -> Iterator[tuple[int, int]]:
    """The ports of the portal and of devices."""
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        raise SystemExit("mosquitto is missing: apt-get install mosquitto")
    text = (folder / "devices.conf").read_text(encoding="utf-8")
    ports = [free_port() for _listener in range(2)]
    for listener, port in zip(("1885 127.0.0.1", "1883"), ports, strict=True):
        text = text.replace(f"listener {listener}\n", f"listener {port} 127.0.0.1\n")
    own = "user root\n" if os.getuid() == 0 else ""
    (folder / "mosquitto.conf").write_text(own + text, encoding="utf-8")
    process = subprocess.Popen(
        [program, "-c", str(folder / "mosquitto.conf")], stderr=subprocess.DEVNULL
    )
    try:
        yield ports[0], ports[1]
    finally:
        process.terminate()
        process.wait(20)


def furnished(folder: Path) -> list[int]:
    """The datastreams, and the broker's rights to them."""
    from parvis.observations import keys
    from parvis.observations.models import Key, Thing
    from parvis.observations.mqtt import broker
    from parvis.organisations.models import Organisation

    streams = observations.furnished()
    city = Organisation.objects.create(title="Ville", slug="ville")
    Thing.objects.update(organisation=city)
    Key.objects.create(
        name="Mesure", organisation=city, everything=True, secret=keys.digest(SECRET),
        username=NAME, password_line=keys.password_line(NAME, SECRET),
    )  # fmt: skip
    broker.tell(folder, ("parvis", "secret"), ("parvis", "secret"))
    return streams


def heard(consumer: Any, port: int, many: int, streams: list[int]) -> float:
    """Seconds until all that a device says is kept."""
    said = json.dumps([port, NAME, SECRET, many, BEGUN, streams])
    begun, kept = time.perf_counter(), 0
    with subprocess.Popen([sys.executable, "-c", DEVICE, said]) as device:
        while kept < many:
            kept += consumer.run_once()
            if time.perf_counter() - begun > WITHIN:
                raise SystemExit(f"{kept} of {many} were kept in {WITHIN} s")
        spent = time.perf_counter() - begun
        if device.wait(60):
            raise SystemExit("the device failed")
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--messages", type=int, default=40_000)
    many = parser.parse_args().messages
    report.load()
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as place:
        folder = Path(place)
        observations.started(str(folder / "data"), os.environ.get("DATABASE_URL"))
        from parvis.observations import reading
        from parvis.observations.mqtt.consumer import Consumer

        streams = furnished(folder)
        with mosquitto(folder) as (portal, devices):
            consumer = Consumer(f"mqtt://parvis:secret@127.0.0.1:{portal}", lambda: False)
            for _each in range(TRIES):
                if connected(consumer):
                    break
                time.sleep(0.1)
            else:
                raise SystemExit("the broker does not answer")
            for turn in ("messages a second", "the same again"):
                rate = many / heard(consumer, devices, many, streams)
                report.row(turn, f"{rate:,.0f}/s", f"≥ {PROMISED:,}")
            consumer.close()
        if reading.count(None) != many:
            raise SystemExit(f"{reading.count(None)} are kept of {many}")
    report.load()


def connected(consumer: Any) -> bool:
    """Whether the broker is there yet."""
    consumer.run_once()
    return consumer.client is not None


if __name__ == "__main__":
    main()
