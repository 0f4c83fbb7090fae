"""How much one must know of who asks, in proportion to what an error would cost them. Pure.

GDPR, 12(6), and décret 2019-536: identity is proved by any means; a document is asked for only on a
reasoned doubt, by a person, never by a form.
"""

from __future__ import annotations

from enum import StrEnum

from parvis.records.entitlements import Right


class Level(StrEnum):
    """The values of `requests.choices.Identity`."""

    NONE = "none"
    CODE = "code"
    DOCUMENT = "document"
    REGISTERED = "registered"


# what is answered is for everyone, or takes nothing from anyone
OPEN_TO_ALL = frozenset(
    {Right.DOCUMENT, Right.EXPLANATION, Right.OBJECTION, Right.WITHDRAWAL, Right.HUMAN_REVIEW}
)


def needed(right: Right, contact: str) -> Level:
    """What is asked at first: the key of the mailbox where the answer goes, when the answer holds
    someone's data or changes them; nothing else. By post the letter itself goes to the address."""
    if right in OPEN_TO_ALL or contact != "mail":
        return Level.NONE
    return Level.CODE
