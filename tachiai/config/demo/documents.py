"""Small real files for the demo: pictures, pages, tables and texts, made by us from a name and a few lines."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

PAPER, WIDTH, HEIGHT = (250, 247, 240), 640, 400
INKS = ((38, 62, 108), (200, 72, 51), (86, 112, 94), (214, 174, 92), (96, 84, 134), (60, 58, 56))
OFFICE = "http://schemas.openxmlformats.org"
Zipped = Mapping[str, str]


def make(name: str, text: str = "") -> bytes:
    """The bytes of a file called `name` that says `text`; always the same. KeyError for an ending nobody makes."""
    return _MAKERS[name.rpartition(".")[2]](name, text.strip())


def _picture(name: str, text: str) -> bytes:
    """A PNG of discs and a line on paper; which ones follows from the name."""
    digest = hashlib.sha256(name.encode()).digest()
    rows = [bytearray(PAPER * WIDTH) for _ in range(HEIGHT)]
    for index in range(5):
        x, y, size, ink = digest[index * 4 : index * 4 + 4]
        _disc(rows, x * WIDTH // 256, y * HEIGHT // 256, 24 + size // 3, INKS[ink % len(INKS)])
    for y in range(HEIGHT * 4 // 5, HEIGHT * 4 // 5 + 4):
        rows[y][:] = bytes(INKS[-1] * WIDTH)
    raw = b"".join(b"\0" + bytes(row) for row in rows)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(raw, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _disc(rows: list[bytearray], x: int, y: int, radius: int, ink: Sequence[int]) -> None:
    for line in range(max(0, y - radius), min(HEIGHT, y + radius)):
        half = math.isqrt(radius**2 - (line - y) ** 2)
        left, right = max(0, x - half), min(WIDTH, x + half)
        rows[line][left * 3 : right * 3] = bytes(ink) * (right - left)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _page(name: str, text: str) -> bytes:
    """A PDF page in a Japanese font that every reader brings; long lines are folded."""
    lines = [piece for line in text.splitlines() for piece in _folded(line)]
    shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
    content = f"BT /F 11 Tf 19 TL 60 780 Td {shown} ET".encode()
    font = "/Type /Font /BaseFont /HeiseiKakuGo-W5"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        f"<< {font} /Subtype /Type0 /Encoding /UniJIS-UTF16-H /DescendantFonts [6 0 R] >>".encode(),
        f"<< {font} /Subtype /CIDFontType0 /FontDescriptor 7 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>".encode(),
        b"<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [-92 -250 1010 922] "
        b"/ItalicAngle 0 /Ascent 752 /Descent -271 /CapHeight 737 /StemV 114 >>",
    ]
    return _pdf(objects)


def _folded(line: str) -> Iterable[str]:
    return (line[start : start + 42] for start in range(0, max(1, len(line)), 42))


def _pdf(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, begins = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, begins)
    return bytes(out)


def _letter(name: str, text: str) -> bytes:
    """A Word document, one paragraph a line."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    main = f'<w:document xmlns:w="{OFFICE}/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>'
    return _office("word/document.xml", "wordprocessingml.document", {"word/document.xml": main})


def _table(name: str, text: str) -> bytes:
    """An Excel book with one sheet."""
    rows = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in csv.reader(text.splitlines()))
    main = f"{OFFICE}/spreadsheetml/2006/main"
    relation = f"{OFFICE}/officeDocument/2006/relationships"
    sheet = '<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}">{sheet}</workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/_rels/workbook.xml.rels": _relations("r1", f"{relation}/worksheet", "worksheets/sheet1.xml"),
    }
    others = {"xl/worksheets/sheet1.xml": "spreadsheetml.worksheet"}
    return _office("xl/workbook.xml", "spreadsheetml.sheet", parts, others)


def _cell(value: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _office(main: str, kind: str, parts: Zipped, others: Mapping[str, str] | None = None) -> bytes:
    kinds = {main: f"{kind}.main", **(others or {})}
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{type_}+xml"/>'
        for part, type_ in kinds.items()
    )
    types = (
        f'<Types xmlns="{OFFICE}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    relation = f"{OFFICE}/officeDocument/2006/relationships/officeDocument"
    return _zip({"[Content_Types].xml": types, "_rels/.rels": _relations("r1", relation, main), **parts})


def _relations(id_: str, kind: str, target: str) -> str:
    one = f'<Relationship Id="{id_}" Type="{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{one}</Relationships>'


def _zip(parts: Zipped) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' if name.endswith(("xml", "rels")) else ""
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), xml + text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


_MAKERS: Mapping[str, Callable[[str, str], bytes]] = {
    "png": _picture,
    "pdf": _page,
    "docx": _letter,
    "xlsx": _table,
    "csv": lambda name, text: ("\ufeff" + text + "\n").encode(),
    "txt": lambda name, text: (text + "\n").encode(),
    "zip": lambda name, text: _zip({"readme.txt": text}),
}
