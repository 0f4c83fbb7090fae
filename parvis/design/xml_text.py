"""What XML can hold of a text."""

import re
from xml.sax.saxutils import escape

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """A control character, which XML has no way to write, is told as �."""
    return _UNWRITABLE.sub("�", text)


def spaced(text: str) -> str:
    """A line as OpenDocument writes it, which takes several spaces for one unless they are told."""
    told = escape(text).replace("\t", "<text:tab/>")
    return re.sub(" {2,}|^ | $", lambda found: f'<text:s text:c="{len(found[0])}"/>', told)
