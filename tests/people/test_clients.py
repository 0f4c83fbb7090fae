"""The address behind our proxies; what a stranger writes is never believed."""

import pytest

from parvis.people.clients import client_address, client_mark

OURS = ["10.0.0.0/8", "fd00::1"]


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "192.0.2.7", "203.0.113.9"),
        ("10.0.0.1", "192.0.2.7, 203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "203.0.113.5, 10.0.0.2", "203.0.113.5"),
        ("fd00::1", "2001:db8::5", "2001:db8::5"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.5, pas une adresse", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"),
    ],
)
def test_the_nearest_address_that_is_not_ours(remote, forwarded, expected):
    assert client_address(remote, forwarded, OURS) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.200", True),
        ("203.0.113.9", "203.0.114.9", False),
        ("203.0.113.9", "::ffff:203.0.113.7", True),
        ("2001:db8:1:2200::1", "2001:db8:1:22ff::9", True),
        ("2001:db8:1:2200::1", "2001:db8:1:2300::1", False),
        ("", "unix:", True),
    ],
)
def test_a_small_network_has_one_mark_that_only_the_key_makes(one, other, same):
    assert (client_mark(one, b"k") == client_mark(other, b"k")) is same
    assert client_mark(one, b"k") != client_mark(one, b"another day")
