"""A spreadsheet sent while its rows are read: the same sheet, for every reader."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from python_calamine import CalamineWorkbook

from parvis.design import spreadsheets

COLUMNS = [
    {"heading": name, "type": kind, "many": False, "place": False}
    for name, kind in (("nom", "text"), ("nombre", "int"), ("jour", "date"))
]
ROWS = [["L’école <b> & co", 1, "2026-03-12"], ["=1+1", None, None], ["deux\nlignes", 2.5, None]]
LOCAL = struct.Struct("<4s5H3L2H")  # the head of a part (APPNOTE.TXT, 4.3.7)


def sent(rows):
    return spreadsheets.ods_pieces([spreadsheets.table("Essai", COLUMNS, rows, ";")])


def test_it_is_the_sheet_that_is_written_to_a_file(tmp_path):
    file = tmp_path / "essai.ods"
    spreadsheets.ods(file, "Essai", COLUMNS, ROWS, ";")
    data = b"".join(sent(ROWS))
    with zipfile.ZipFile(file) as kept, zipfile.ZipFile(io.BytesIO(data)) as streamed:
        assert streamed.testzip() is None
        assert streamed.namelist() == kept.namelist()
        for name in kept.namelist():
            assert streamed.read(name) == kept.read(name)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Essai")
    assert sheet.to_python()[1][:2] == ["L’école <b> & co", 1.0]


def test_its_type_comes_first_whole_and_not_packed():
    """As OpenDocument 1.3 wants (part 2, 3.3), for what looks no further."""
    data = b"".join(sent(ROWS))
    head = LOCAL.unpack_from(data)
    kind = spreadsheets.ODS.encode()
    mark, _version, flags, packing, _time, _day, checksum, packed, size, name, extra = head
    assert (mark, flags, packing, extra) == (b"PK\3\4", 0, zipfile.ZIP_STORED, 0)
    assert (checksum, packed, size) == (zlib.crc32(kind), len(kind), len(kind))
    assert data[LOCAL.size :].startswith(b"mimetype" + kind)
    assert name == len("mimetype")


def test_no_part_is_as_large_as_old_readers_refuse():
    """Sizes in 32 bits, told after each part: who reads one after the other finds them."""
    data = b"".join(sent(ROWS))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist()[1:]:
            start = part.header_offset
            _mark, _version, flags, *_rest, name, extra = LOCAL.unpack_from(data, start)
            assert (bool(flags & 8), extra, part.extra) == (True, 0, b"")
            end = start + LOCAL.size + name + part.compress_size
            told = struct.unpack_from("<4s3L", data, end)
            assert told == (b"PK\7\x08", part.CRC, part.compress_size, part.file_size)


def test_rows_are_read_while_it_is_sent():
    read = []

    def rows():
        for number in range(20_000):
            read.append(number)
            yield [f"ligne {number * 7919}", number, None]

    pieces = sent(rows())
    first = next(pieces)
    assert first.startswith(b"PK\3\4")
    assert not read
    largest = 0
    for piece in pieces:
        assert piece
        largest = max(largest, len(piece))
    assert len(read) == 20_000
    assert largest < 100_000, "nothing grows with the rows"


def test_a_fault_among_the_rows_is_heard():
    def rows():
        yield ROWS[0]
        raise LookupError("la base ne répond plus")

    with pytest.raises(LookupError):
        list(sent(rows()))


def test_a_reader_that_goes_away_ends_it():
    pieces = sent(ROWS)
    next(pieces)
    pieces.close()
    assert list(pieces) == []
