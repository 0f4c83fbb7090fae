"""What a topic asks, and what a line of the broker's log tells."""

from __future__ import annotations

import pytest

from parvis.observations.mqtt import following


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("1796018078: un lecteur 1 v1.1/Observations", "v1.1/Observations"),
        ("1796018078: a 0 $share/g/v1.1/Things(1)", "v1.1/Things(1)"),
        ("1796018078: a 2 v1.1/+/Observations", "v1.1/+/Observations"),
        ("1796018078: a 2 #", "#"),
        ("1796018078: a 0 v1.1/Observations?$select=result", "v1.1/Observations?$select=result"),
        ("1796018078: a 0 v1.1/Observations?$select=rien", None),
        ("1796018078: a 0 v1.1/Observations?$filter=result gt 1", None),
        ("1796018078: a 0 v1.1/Observations?$select=", None),
        ("1796018078: a 0 v1.1/Things(1)/name/$value", None),
        ("1796018078: a 0 v1.1/Choses", None),
        ("1796018078: a 0 devices/+/v1.1", None),
        ("1796018078: a 0 v1.1/" + "a" * 2_000, None),
        ("mosquitto version 2.0.11 running", None),
        ("", None),
    ],
)
def test_what_a_line_of_the_log_tells(line: str, topic: str | None) -> None:
    assert following.topic(line) == topic
