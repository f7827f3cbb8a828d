"""Files as people send them in, and as those send them who mean harm. All are made here; none is kept."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache

from PIL import Image

MEGABYTE = 1024 * 1024
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MACRO_TYPES = TYPES.replace(
    "/>", '><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
)
DDE = '<externalLink><ddeLink ddeService="cmd" ddeTopic="x"/></externalLink>'
# The scanners' own harmless test file, put together here so that no scanner takes this file for it.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + "$H+H*").encode()


def a_zip(parts: Mapping[str, bytes | str], *, comment: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return file.getvalue()


def a_word_file(more: Mapping[str, bytes | str] | None = None) -> bytes:
    return a_zip({"[Content_Types].xml": TYPES, "word/document.xml": "<document/>", **(more or {})})


def an_excel_file(more: Mapping[str, bytes | str] | None = None) -> bytes:
    return a_zip({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<workbook/>", **(more or {})})


def a_pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + inside + b"\ntrailer\n<<>>\n%%EOF\n"


def a_picture(form: str = "JPEG", size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, form, **options)
    return file.getvalue()


def a_picture_with_a_place() -> bytes:
    """A photograph that tells where it was taken and is held on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "Hemma hos Anna"
    return a_picture("JPEG", exif=exif, comment=b"<script>alert(1)</script>")


def a_huge_picture(side: int = 30_000) -> bytes:
    """A small file that says it is a picture of nine hundred million points."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@cache
def a_bomb(megabytes: int = 160) -> bytes:
    """An Excel file of a few hundred kilobytes with this much inside."""
    return an_excel_file({"xl/worksheets/sheet1.xml": b"<sheet>" + bytes(megabytes * MEGABYTE) + b"</sheet>"})


@cache
def a_bomb_of_many_parts() -> bytes:
    return an_excel_file({f"xl/media/{n}.bin": b"" for n in range(4000)})


def a_liar() -> bytes:
    """An archive whose directory says that a part of eight megabytes is one byte."""
    whole = bytearray(an_excel_file({"xl/media/a.bin": bytes(8 * MEGABYTE)}))
    directory = whole.rfind(b"PK\x01\x02")
    whole[directory + 24 : directory + 28] = (1).to_bytes(4, "little")
    return bytes(whole)


def an_entity_bomb() -> str:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "lol">{lol}]><d>&l9;</d>'


def a_reference_to(address: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "{address}">]><d>&x;</d>'


def relations(kind: str, target: str, *, external: bool = True) -> str:
    mode = ' TargetMode="External"' if external else ""
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE_RELATIONS}/{kind}" '
        f'Target="{target}"{mode}/></Relationships>'
    )


def packed_script() -> bytes:
    """A PDF whose script lies in a packed object stream, where a plain search does not see it."""
    packed = zlib.compress(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>")
    return a_pdf(
        b"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
        + packed
        + b"\nendstream\nendobj"
    )


GOOD = {
    "intyg.pdf": a_pdf,
    "brev.docx": a_word_file,
    "lista.xlsx": an_excel_file,
    "foto.jpg": a_picture,
    "skärmbild.png": lambda: a_picture("PNG"),
    "lista.csv": "namn;timmar\r\nÅsa;40\r\n".encode,
    "anteckning.txt": lambda: "Hej på dig".encode("utf-16"),
}

BAD = {
    "tom.pdf": lambda: b"",
    "program.exe": lambda: b"MZ" + bytes(200),
    "program.pdf": lambda: b"MZ" + bytes(200),
    "program.txt": lambda: b"MZ\x90" + bytes(200),
    "sida.html": lambda: b"<html><script>alert(1)</script>",
    "sida.txt": lambda: b"  <!doctype html><script>alert(1)</script>",
    "bild.svg": lambda: b"<svg onload='alert(1)'/>",
    "bild.csv": lambda: b"<svg onload='alert(1)'/>",
    "rörlig.gif": lambda: a_picture("GIF"),
    "gif och arkiv.gif": lambda: a_picture("GIF") + a_zip({"a": b"b"}),
    "bild och arkiv.png": lambda: a_picture("PNG") + a_zip({"a.js": b"b"}),
    "bild och arkiv.jpg": lambda: a_picture() + a_zip({"a.js": b"b"}),
    "pdf och arkiv.pdf": lambda: a_pdf() + a_zip({"a.js": b"b"}),
    "skript och pdf.pdf": lambda: b"/*" + a_pdf() + b"*/alert(1)",
    "avhuggen.pdf": lambda: a_pdf()[:30],
    "avhuggen.jpg": lambda: a_picture(size=(400, 400))[:300],
    "avhuggen.png": lambda: a_picture("PNG", size=(400, 400))[:100],
    "avhuggen.docx": lambda: a_word_file()[:-30],
    "skript.pdf": lambda: a_pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"),
    "dolt skript.pdf": lambda: a_pdf(b"<< /S /J#61vaScript /JS (app.alert(1)) >>"),
    "packat skript.pdf": packed_script,
    "startar.pdf": lambda: a_pdf(b"<< /S /Launch /F (cmd.exe) >>"),
    "fil i fil.pdf": lambda: a_pdf(b"<< /Type /Filespec /EF << >> >> << /EmbeddedFiles 3 0 R >>"),
    "lösenord.pdf": lambda: a_pdf(b"<< /Encrypt 5 0 R >>"),
    "gammalt.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "arkiv.zip": lambda: a_zip({"a.txt": b"a"}),
    "arkiv.docx": lambda: a_zip({"a.txt": b"a"}),
    "excel som word.docx": an_excel_file,
    "makron.docx": lambda: a_word_file({"word/vbaProject.bin": b"makro"}),
    "makron.xlsx": lambda: an_excel_file({"xl/vbaProject.bin": b"makro"}),
    "makron i typ.xlsx": lambda: an_excel_file({"[Content_Types].xml": MACRO_TYPES}),
    "styrs utifrån.docx": lambda: a_word_file(
        {"word/_rels/settings.xml.rels": relations("attachedTemplate", "http://example.org/m.dotm")}
    ),
    "program i.docx": lambda: a_word_file({"word/embeddings/oleObject1.bin": b"ole"}),
    "dde.xlsx": lambda: an_excel_file({"xl/externalLinks/externalLink1.xml": DDE}),
    "hänvisar.xlsx": lambda: an_excel_file(
        {"xl/worksheets/sheet1.xml": a_reference_to("file:///etc/passwd")}
    ),
    "hänvisar.docx": lambda: a_word_file({"word/styles.xml": a_reference_to("http://127.0.0.1:1/")}),
    "växer.xlsx": lambda: an_excel_file({"xl/worksheets/sheet1.xml": an_entity_bomb()}),
    "trasig xml.xlsx": lambda: an_excel_file({"xl/worksheets/sheet1.xml": "<a><b></a>"}),
    "leder ut.docx": lambda: a_zip(
        {"[Content_Types].xml": TYPES, "word/document.xml": "<d/>", "../../etc/cron.d/x": b"x"}
    ),
    "bomb.xlsx": a_bomb,
    "bomb av delar.xlsx": a_bomb_of_many_parts,
    "ljuger.xlsx": a_liar,
    "kommentar.docx": lambda: a_zip(
        {"[Content_Types].xml": TYPES, "word/document.xml": "<d/>"}, comment=b"%PDF-1.7 %%EOF"
    ),
    "jättebild.png": a_huge_picture,
    "stor.txt": lambda: b"a" * (16 * MEGABYTE),
    "styrtecken.txt": lambda: b"hej\x00\x07hej",
}

NAMES = (
    "a\0b.pdf",
    "../../../etc/passwd.pdf",
    "..\\..\\windows\\system32\\a.pdf",
    "/etc/cron.d/x.pdf",
    "intyg\u202efdp.exe.pdf",
    "con.pdf",
    ".htaccess.pdf",
    "å" * 300 + ".pdf",
    "a\r\nSet-Cookie: x=y.pdf",
    '"; filename=x.exe;".pdf',
    "<script>alert(1)</script>.pdf",
    "%2e%2e%2fx.pdf",
)
"""Names of a good PDF that are up to something."""
