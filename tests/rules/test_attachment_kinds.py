import gzip
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.attachment_kinds import (
    LARGEST,
    LONGEST_NAME,
    AttachmentEmpty,
    AttachmentKindNotAllowed,
    AttachmentTooLarge,
    judge_attachment,
    plain_name,
)
from rules.errors import DeskError

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
CONFIG = "hostname router-1\n! åäö\n".encode("cp1252")


def a_zip() -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("report.txt", "all green")
    return box.getvalue()


ALLOWED = {
    "screen.png": (PNG, "image/png"),
    "Photo.JPG": (JPEG, "image/jpeg"),
    "photo.jpeg": (JPEG, "image/jpeg"),
    "report.pdf": (PDF, "application/pdf"),
    "logs.zip": (a_zip(), "application/zip"),
    "backup.tar.gz": (gzip.compress(b"x", mtime=0), "application/gzip"),
    "backup.tgz": (gzip.compress(b"x", mtime=0), "application/gzip"),
    "router.cfg": (CONFIG, "text/plain"),
    "router.conf": (b"\x1b[0mlisten 80;\n", "text/plain"),
    "notes.txt": ("Åäö".encode(), "text/plain"),
    "trace.log": ("från Windows".encode("utf-16"), "text/plain"),
    "calls.csv": (b"a;b\r\n1;2\r\n", "text/csv"),
    "setup.xml": (b"\xef\xbb\xbf <?xml version='1.0'?><a/>", "application/xml"),
    "setup.json": (b'\xef\xbb\xbf{"a": [1]}', "application/json"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_a_file_is_what_its_content_and_name_say(name: str) -> None:
    content, media_type = ALLOWED[name]
    for claimed in ("", "application/octet-stream", media_type, f"{media_type}; charset=utf-8"):
        assert judge_attachment(name, claimed, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("screen.png", JPEG),
        ("screen.png", b"<script>"),
        ("photo.jpg", PNG),
        ("report.pdf", b"MZ\x90\x00"),
        ("logs.zip", gzip.compress(b"x", mtime=0)),
        ("backup.tar.gz", a_zip()),
        ("notes.txt", b"MZ\x90\x00"),
        ("notes.txt", b"\xff\xfeodd"),
        ("router.cfg", b"\x7fELF\x02\x01\x01\x00"),
        ("setup.json", b"{'a': 1}"),
        ("setup.json", b"[" * 200_000),
        ("setup.json", b"\x00"),
        ("setup.xml", b"MZ no tag"),
    ],
)
def test_content_of_another_kind_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(AttachmentKindNotAllowed, match="does not hold what its name says"):
        judge_attachment(name, "", content)


@pytest.mark.parametrize(
    "name", ["setup.exe", "page.html", "logo.svg", "dump.gz", "png", "macro.docm", "archive.zip.js"]
)
def test_a_name_of_another_kind_is_refused_with_the_allowed_ones(name: str) -> None:
    with pytest.raises(AttachmentKindNotAllowed, match=r"Attach one of: \.cfg, \.conf, \.csv"):
        judge_attachment(name, "", PNG)


def test_a_claim_that_contradicts_is_refused() -> None:
    with pytest.raises(AttachmentKindNotAllowed, match="is declared as text/html"):
        judge_attachment("notes.txt", "Text/HTML; charset=utf-8", b"<h1>Hello</h1>")
    with pytest.raises(AttachmentKindNotAllowed):
        judge_attachment("screen.png", "image/svg+xml", PNG)


def test_an_empty_file_and_one_above_ten_megabytes_are_refused() -> None:
    with pytest.raises(AttachmentEmpty):
        judge_attachment("notes.txt", "", b"")
    judge_attachment("notes.txt", "", b"x" * LARGEST)
    with pytest.raises(AttachmentTooLarge) as refused:
        judge_attachment("notes.txt", "", b"x" * (LARGEST + 1))
    assert refused.value.facts == {"size": LARGEST + 1, "allowed": LARGEST}


@given(st.text(), st.text(), st.binary(max_size=200))
def test_any_bytes_are_judged_or_refused_by_name(name: str, claimed: str, content: bytes) -> None:
    try:
        judge_attachment(name, claimed, content)
    except DeskError as refused:
        json.dumps(refused.facts)


@given(st.text())
def test_a_name_is_always_bare_and_short(given_name: str) -> None:
    name = plain_name(given_name)
    assert name.isprintable()
    assert 0 < len(name) <= LONGEST_NAME
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert plain_name(name) == name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("C:\\Users\\somebody\\report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("x" * 300 + ".tar.gz", "x" * 193 + ".tar.gz"),
        (" .. ", "file"),
        ("bild från Åre.png", "bild från Åre.png"),
    ],
)
def test_a_name_loses_folders_and_tricks_but_not_its_ending(given_name: str, name: str) -> None:
    assert plain_name(given_name) == name
