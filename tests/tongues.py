"""In which language a page says each of its texts (WCAG 3.1.2): what a screen reader would read."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNREAD = {"script", "style", "textarea"}


class Tongues(HTMLParser):
    """`texts`: each text of a page with the language that its nearest element says."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")
        if tag not in VOID:
            self.open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and self.open[-1][0] not in UNREAD:
            self.texts.append((data.strip(), self.open[-1][1]))


def read(page: str) -> list[tuple[str, str]]:
    reader = Tongues()
    reader.feed(page)
    return reader.texts


def misread(page: str, word: str, language: str = "fr") -> list[str]:
    """Texts that hold this word and would be read in another language than theirs."""
    return [text for text, lang in read(page) if word in text and lang != language]
