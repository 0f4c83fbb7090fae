"""The printed sign, read back: by a reader of codes, by a reader of PDF."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from parvis.design import printer, printing
from parvis.public_space.signs import draw, layout, pdf
from parvis.public_space.signs.sign import FORMATS, Line
from tests.papers import paper
from tests.public_space.readers import decoded, opened
from tests.public_space.signs.makers import LINES, URL, sign
from tests.tagging import faults

pytestmark = pytest.mark.once
MM = 72 / 25.4  # points of a millimetre


def printed(name: str, **values: Any) -> bytes:
    made = sign(**values)
    try:
        return pdf.pdf(made, layout.laid(made, FORMATS[name]))
    except printing.NoPrinter as missing:
        pytest.fail(f"No Pango here. Type: sudo apt-get install -y {missing}", pytrace=False)


@pytest.mark.parametrize("name", FORMATS)
def test_a_reader_of_codes_opens_the_page_of_the_device(name: str, tmp_path: Path) -> None:
    assert decoded(printed(name), tmp_path) == URL


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_one_sheet_of_its_size_that_anyone_reads(name: str) -> None:
    data = printed(name)
    document = opened(data)
    (page,) = document
    assert page.get_size() == pytest.approx(
        (FORMATS[name].width * MM, FORMATS[name].height * MM), abs=0.5
    )
    made = paper(data)
    assert made.tagged
    assert made.universal, "PDF/UA-1"
    assert made.title.startswith(sign().heading)
    assert faults(data) == []


def test_what_lacks_of_the_structure_is_seen() -> None:
    """The witness of the test above."""
    with pikepdf.open(io.BytesIO(printed("a6"))) as document:
        del document.Root.Lang
        figure = next(one for one in document.objects if is_figure(one))
        del figure.Alt
        page = document.pages[0]
        page.contents_add(b"0 0 10 10 re f")
        spoilt = io.BytesIO()
        document.save(spoilt)
    assert faults(spoilt.getvalue()) == [
        "has no language",
        "has a picture without words",
        "draws 1 things that are neither in the structure nor decoration",
    ]


def is_figure(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"


@pytest.mark.parametrize("name", FORMATS)
def test_its_words_are_text_within_the_margins(name: str) -> None:
    longer = (*LINES, Line("Droits\u00a0:", "voir les images où vous êtes " * 25))
    (page,) = opened(printed(name, lines=longer, title="Mélodie WWWWW " * 9))
    sheet, text = FORMATS[name], page.get_textpage()
    words = " ".join(text.get_text_bounded().split())
    assert sign().recognised in words
    assert words.index(sign().heading.split()[0]) < words.index(sign().address)
    left, right = sheet.margin * MM - 0.5, (sheet.width - sheet.margin) * MM + 0.5
    for n in range(text.count_chars()):
        start, low, end, high = text.get_charbox(n)
        assert start >= left
        assert end <= right, text.get_text_range(n, 20)
        assert low >= 0
        assert high <= sheet.height * MM


def test_a_machine_without_pango_says_which_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(printer, "import_module", none)
    assert printer.main() == printer.NO_PANGO
    done = subprocess.CompletedProcess([], printer.NO_PANGO, b"", b"")
    monkeypatch.setattr(printing.subprocess, "run", lambda *args, **options: done)
    with pytest.raises(printing.NoPrinter, match="libpango"):
        pdf.pdf(sign(), layout.laid(sign(), FORMATS["a4"]))


def test_the_drawing_needs_no_printer(tmp_path: Path) -> None:
    made = sign()
    text = draw.svg(made, layout.laid(made, FORMATS["a6"]))
    assert text.startswith("<svg")


def test_the_printer_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = sign()
    page = layout.laid(made, FORMATS["a6"])
    whole = pdf.html(made, page).replace("data:image/svg+xml", "http://127.0.0.1:9/x", 1)
    monkeypatch.setattr(pdf, "html", lambda *args: whole)
    with pytest.raises(printing.NotPrinted):
        pdf.pdf(made, page)
