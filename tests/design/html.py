"""What a page of ours must be, read without a browser."""

from collections import Counter
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "circle"}


class Page(HTMLParser):
    """The elements of a page, in order, and what is wrong with them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> stays open" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if len(given) != len(attrs):
            self.faults.append(f"<{tag}> repeats an attribute")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another element")

    def values(self, attribute: str) -> list[str]:
        return [given[attribute] for _, given in self.elements if attribute in given]

    def repeated_ids(self) -> list[str]:
        return [name for name, times in Counter(self.values("id")).items() if times > 1]

    def inline_code(self) -> list[str]:
        """Everything a strict content security policy would refuse."""
        return [
            tag
            for tag, given in self.elements
            if tag in {"style", "script"} or any(n == "style" or n[:2] == "on" for n in given)
        ]
