"""Descriptions that come from elsewhere: HTML cut down to what is safe and calm, or plain text.

No image, frame, style or script is kept: a visitor's browser talks to nobody but us.
"""

from __future__ import annotations

import html
import re

import nh3

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "dl", "dt", "em", "hr", "i"),
    *("h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "strong", "sub", "sup", "ul"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
UNREAD = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "title"}

MOST_TAGS = 5000  # beyond, nobody wrote this by hand: the words alone are kept

_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*\b[^<>]*>|!--)")
_TOP_HEADING = re.compile(r"<(/?)h[12]\b", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(p|div|br|li|ul|ol|dl|dt|dd|tr|table|caption|h[1-6]|blockquote|pre|hr|section|article)\b"
    r"[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</(td|th)\s*>", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Does the text use tags? "a < b" does not.

    >>> is_html("2 < 3 > 1"), is_html("<p>Bonjour</p>")
    (False, True)
    """
    return bool(_TAG.search(text))


def clean_html(text: str) -> str:
    """Safe HTML to show: of a plain text, its paragraphs; of HTML, a small subset of tags.

    Titles of the first two levels become third-level ones: the page has its own.
    """
    if not is_html(text):
        return _paragraphs(text)
    if text.count("<") > MOST_TAGS:
        return _paragraphs(plain_text(text))
    return nh3.clean(
        _TOP_HEADING.sub(r"<\1h3", text),
        tags=TAGS,
        clean_content_tags=UNREAD,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    ).strip()


def _paragraphs(text: str) -> str:
    blocks = (block.strip() for block in re.split(r"\n\s*\n", html.unescape(text)))
    escaped = (html.escape(block, quote=False).replace("\n", "<br>") for block in blocks if block)
    return "\n".join(f"<p>{block}</p>" for block in escaped)


def plain_text(text: str) -> str:
    """The words alone, a line a block: for search, summaries, RSS and machines."""
    if is_html(text):
        text = _CELL.sub(" ", _BLOCK.sub("\n", text))
        text = _TAG.sub(" ", text) if text.count("<") > MOST_TAGS else text
        text = nh3.clean(text, tags=set(), clean_content_tags=UNREAD)
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)
