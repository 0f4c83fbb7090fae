"""Text without its markup, for titles, summaries and feeds."""

import re
from html.parser import HTMLParser

BLOCKS = {
    *("p", "div", "br", "hr", "pre", "section", "article"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("ul", "ol", "li", "dt", "dd", "table", "tr", "th", "td"),
}
UNSEEN = {"script", "style", "template"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        if tag in BLOCKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and self.unseen:
            self.unseen -= 1
        if tag in BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def plain(html: str | None) -> str:
    """What a reader sees of `html`, on one line. The result is text: it must still be escaped."""
    if not html:
        return ""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.parts).split())


def cut(text: str, length: int) -> str:
    """`text` in at most `length` characters, cut between words where one can, « … » at the end."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    word = head.rpartition(" ")[0]
    return (word if len(word) > length // 2 else head).rstrip(" ,;:.") + "…"


def capital(text: object) -> str:
    """With a first capital; the others stay as they are written (« AIPD », « Rennes », "March")."""
    said = text if isinstance(text, str) else str(text)  # markup stays markup
    return said[:1].upper() + said[1:]


_BEFORE = re.compile(r" (?=[:;?!»])")
_AFTER = re.compile(r"(?<=«) ")


def french_spaces(text: str) -> str:
    """French text whose spaces beside « » : ; ? ! no longer break a line (U+00A0)."""
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text))


# How our references to texts of law are said in English: names and the words between articles.
_CITED = {
    "RGPD": "GDPR", "LIL": "Act 78-17", "loi": "Act", "décret": "Decree", "règlement": "Regulation",
    "(UE)": "(EU)", "annexe": "Annex", "considérant": "recital", "et": "and", "à": "to",
}  # fmt: skip
_FRENCH_CITED = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, _CITED))})(?![^\s,])")
_STOP = re.compile(r"\s+(?=;)")


def cited(article: str, language: str) -> str:
    """A reference to a text of law that we wrote in French ("RGPD, art. 12(2) et 12(6)"), in this
    language ("GDPR, art. 12(2) and 12(6)"). French codes keep their names."""
    if language != "en":
        return article
    return _STOP.sub("", _FRENCH_CITED.sub(lambda found: _CITED[found.group()], article))
