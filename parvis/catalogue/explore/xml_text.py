"""What XML can hold of a text."""

import re

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """A control character, which XML has no way to write, is told as �."""
    return _UNWRITABLE.sub("�", text)
