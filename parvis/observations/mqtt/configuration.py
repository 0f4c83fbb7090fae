"""What mosquitto is started with: a broker for devices, and another for those who follow.

How much a broker keeps for a client that does not read is said once for all its clients
(`max_queued_messages`): the portal must be kept for as long as it is away, for devices were told
that their messages are, and a follower must not. So there are two, and nothing leads from one to
the other but the portal.

Places are bounded too, and mosquitto counts neither addresses nor accounts: whoever comes often may
take all those of people without a name. So as many are for the names of keys, one each.

Measured on 2.0.11, a reader that never reads and 3,000 messages of 50 kB told: the broker grows by
50 MB with 1,000, by 144 with a larger number or with `max_queued_bytes`, which bounds other queues.

`max_queued_messages 0` is no bound, and mosquitto before 2.0.22 then closes the connection of who
sent a message that it refused (its issue 3244): a bound that no memory reaches says the same.
"""

from __future__ import annotations

from pathlib import Path

DEVICES = """\
pid_file FOLDER/mosquitto.pid
allow_anonymous false
password_file FOLDER/passwords
acl_file FOLDER/acl
# the portal
listener 1885 127.0.0.1
# devices
listener 1883
mount_point devices/
log_dest stderr
log_type error
log_type warning
log_type information
connection_messages false
persistence true
persistence_location FOLDER/
autosave_interval 1
# what devices were told is kept waits for the portal
max_inflight_messages 1000
max_queued_messages 1000000000
message_size_limit 100000
"""

FOLLOWERS = """\
pid_file FOLDER/followers.pid
allow_anonymous true
password_file FOLDER/followers.passwords
acl_file FOLDER/followers.acl
# the portal
listener 1886 127.0.0.1
# those who follow without a name: they only read
listener 1884
max_qos 0
max_connections 100
# those who follow under the name of a key: one place each, for a second one takes that of the first
listener 1887
max_qos 0
max_connections 100
use_username_as_clientid true
log_dest file FOLDER/subscriptions.log
log_dest stderr
log_type error
log_type warning
log_type information
log_type subscribe
connection_messages false
persistence false
persistent_client_expiration 1h
# of who does not read, so many messages wait; the others are lost for them
max_inflight_messages 1000
max_queued_messages 1000
message_size_limit 100000
"""
FILES = {"devices.conf": DEVICES, "followers.conf": FOLLOWERS}


def write(folder: Path) -> None:
    """Once: a file that is there is the town's own."""
    for name, text in FILES.items():
        if not (folder / name).exists():
            (folder / name).write_text(text.replace("FOLDER", str(folder)), encoding="utf-8")
