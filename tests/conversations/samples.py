"""Files as people hand them over: the smallest bytes that are each kind."""

from __future__ import annotations

import io
import struct
import zipfile


def container(*entries: str) -> bytes:
    """A ZIP with these entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for entry in entries:
            archive.writestr(entry, "x")
    return made.getvalue()


def nothing_but_a_directory(entries: int, *, is_zip64: bool) -> bytes:
    """A ZIP whose directory names so many files that are not there."""
    local, entry = b"PK\x03\x04" + bytes(26), b"PK\x01\x02" + bytes(24) + b"\x01" + bytes(17) + b"a"
    length = entries * len(entry)
    long_end = b"PK\x06\x06" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, entries, entries, length, len(local))
    long_end += b"PK\x06\x07" + struct.pack("<LQL", 0, len(local) + length, 1)
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 2**16 - 1, 2**16 - 1, length, len(local), 0)
    return local + entry * entries + (long_end if is_zip64 else b"") + end


OFFICE = "[Content_Types].xml"
GOOD = {
    "見積書.pdf": (b"%PDF-1.7\n1 0 obj", "application/pdf"),
    "logo.ai": (b"%PDF-1.5\n%AI", "application/pdf"),
    "old.ai": (b"%!PS-Adobe-3.0 EPSF", "application/postscript"),
    "a.png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
    "写真.JPG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
    "a.gif": (b"GIF89a\x01\x00", "image/gif"),
    "a.webp": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
    "a.psd": (b"8BPS\x00\x01", "image/vnd.adobe.photoshop"),
    "原稿.docx": (
        container(OFFICE, "word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "集計.xlsx": (
        container(OFFICE, "xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "提案.pptx": (
        container(OFFICE, "ppt/presentation.xml"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "一式.zip": (container("index.html", "run.exe"), "application/zip"),
    "memo.txt": ("納品のメモです。\r\n".encode(), "text/plain"),
    "sjis.csv": ("氏名,金額\r\n葵,100\r\n".encode("cp932"), "text/csv"),
    "utf16.csv": ("氏名\t金額".encode("utf-16"), "text/csv"),
    "README.md": (b"# Title\n", "text/markdown"),
    "data.json": (b'{"a": 1}', "application/json"),
    "MZ.txt": (b"MZ is how this plain text begins. " * 4, "text/plain"),
    "voice.mp3": (b"ID3\x03\x00\x00", "audio/mpeg"),
    "voice.m4a": (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
    "film.mp4": (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
    "film.mov": (b"\x00\x00\x00\x14ftypqt  ", "video/quicktime"),
}
BAD = {
    "empty.txt": (b"", "empty_file"),
    "setup.exe": (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "executable"),
    "harmless.pdf": (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "executable"),
    "tool": (b"\x7fELF\x02\x01\x01\x00", "executable"),
    "app": (b"\xcf\xfa\xed\xfe\x07\x00\x00\x01", "executable"),
    "notes.txt": (b"#!/bin/sh\nrm -rf /\n", "executable"),
    "bom.txt": (b"\xef\xbb\xbf#!/usr/bin/env python3\n", "executable"),
    "page.html": (b"<!DOCTYPE html><script>alert(1)</script>", "markup"),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "markup"),
    "budget.xlsx": (container(OFFICE, "xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
    "script.js": (b"alert(1)", "not_taken"),
    "noending": (b"just text", "not_taken"),
    "photo.jpg": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "name_differs"),
    "report.docx": (b"%PDF-1.7\n", "name_differs"),
    "sheet.docx": (container(OFFICE, "xl/workbook.xml"), "name_differs"),
    "fake.png": (b"<html>", "name_differs"),
    "broken.docx": (b"PK\x03\x04 but no archive at all", "name_differs"),
    "noise.pdf": (bytes(range(256)) * 4, "not_taken"),
}
# Written in two parts so that no scanner on the way takes this test for a virus.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
