"""What keeps a PDF from being read by a machine for those who do not see it: the conditions of
PDF/UA-1 (ISO 14289-1) that its structure shows. What only a person judges is not asked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

STANDARD = """
Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6
L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot
Figure Formula Form
"""
KINDS = frozenset(STANDARD.split())  # ISO 32000-1, 14.8.4
DRAWS = frozenset(("Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh",
                   "Do", "INLINE IMAGE"))  # fmt: skip


def faults(data: bytes) -> list[str]:
    """In words; none for a PDF in order."""
    with pikepdf.open(io.BytesIO(data)) as document:
        told: set[tuple[int, int]] = set()  # (page, number) of what the tree leads to
        found = [*of_document(document), *of_tree(document, told)]
        for number, page in enumerate(document.pages):
            found += of_page(page, {mark for at, mark in told if at in (number, -1)})
        return found


def of_document(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    with document.open_metadata() as said:
        if said.get("pdfuaid:part") != "1":
            yield "does not say that it is PDF/UA-1"
        if not said.get("dc:title"):
            yield "has no title"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "is not tagged"
    if not root.get("/Lang"):
        yield "has no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "shows the name of its file instead of its title"
    if "/ParentTree" not in root.get("/StructTreeRoot", {}):
        yield "has no tree that leads from the page to the structure"


def of_tree(document: pikepdf.Pdf, told: set[tuple[int, int]]) -> Iterator[str]:
    """Walks the structure; notes in `told` each piece of a page that it leads to."""
    tree = document.Root.get("/StructTreeRoot", pikepdf.Dictionary())
    roles = tree.get("/RoleMap", {})
    pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    waiting: list[tuple[Any, int]] = [(tree, -1)]
    while waiting:
        node, at = waiting.pop()
        if "/Pg" in node:
            at = pages[node.Pg.objgen]
        if "/S" in node:
            yield from of_kind(node, roles)
        children = node.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if not isinstance(child, pikepdf.Dictionary):
                told.add((at, int(child)))
            elif child.get("/Type") == "/MCR":
                told.add((pages[child.Pg.objgen] if "/Pg" in child else at, int(child.MCID)))
            elif child.get("/Type") != "/OBJR":
                waiting.append((child, at))


def of_kind(node: Any, roles: Any) -> Iterator[str]:
    name = str(node.S)
    if name[1:] not in KINDS and name not in roles:
        yield f"has a part of a kind that readers do not know: {name}"
    if name in ("/Figure", "/Formula") and not (node.get("/Alt") or node.get("/ActualText")):
        yield "has a picture without words"


def of_page(page: pikepdf.Page, told: set[int]) -> Iterator[str]:
    bare, marked = drawn(page)
    if bare:
        yield f"draws {bare} things that are neither in the structure nor decoration"
    if marked - told:
        yield f"has {len(marked - told)} marked pieces that the structure does not lead to"
    if told - marked:
        yield f"has {len(told - marked)} places in the structure that lead nowhere"
    links = page.get("/Annots", [])
    if links and page.get("/Tabs") != "/S":
        yield "goes through links in another order than its structure"
    if any("/StructParent" not in one or "/Contents" not in one for one in links):
        yield "has a link outside its structure, or without words"
    for font in page.Resources.get("/Font", {}).values():
        yield from of_font(font)


def of_font(font: Any) -> Iterator[str]:
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    files = inner.get("/FontDescriptor", {})
    if not any(name in files for name in ("/FontFile", "/FontFile2", "/FontFile3")):
        yield "has a font that is not in it"
    if "/ToUnicode" not in font:
        yield "has letters that no machine can name"


def drawn(page: pikepdf.Page) -> tuple[int, set[int]]:
    """How many things are drawn outside any mark; the numbers of the pieces that are marked."""
    bare, marked = 0, set()
    open_marks: list[bool] = []  # whether each says what it holds
    for drawing in pikepdf.parse_content_stream(page):
        operands, name = drawing.operands, str(drawing.operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if name == "BDC" else None
            numbered = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
            if numbered:
                marked.add(int(properties.MCID))
            open_marks.append(numbered or operands[0] == "/Artifact")
        elif name == "EMC":
            open_marks.pop()
        elif name in DRAWS and not any(open_marks):
            bare += 1
    return bare, marked
