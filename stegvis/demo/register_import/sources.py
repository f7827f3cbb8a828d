"""From a file of unknown make to lines of cells: encoding, separator, quotes and limits. A stream."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from stegvis.demo.register_import.problems import Kind, ProblemLog, masked

MEGABYTE = 1024 * 1024
SIZE_LIMIT = 200 * MEGABYTE
LINE_LIMIT = 64 * 1024
CONTINUATION_LIMIT = 10
CHUNK = MEGABYTE
SEPARATORS = (";", ",", "\t")
PROGRESS_STEP = 5_000

# What a file says in its first bytes when it is not text at all.
SIGNATURES = {
    b"PK\x03\x04": "en zip-fil eller ett Excelark (.xlsx)",
    b"PK\x05\x06": "en tom zip-fil",
    b"\x1f\x8b": "en gzip-fil",
    b"\xd0\xcf\x11\xe0": "ett äldre Excelark (.xls)",
    b"%PDF": "en PDF",
    b"7z\xbc\xaf": "en 7z-fil",
    b"\xfd7zXZ": "en xz-fil",
    b"BZh": "en bzip2-fil",
    b"(\xb5/\xfd": "en zstd-fil",
    b"SQLite format": "en databas",
}

Progress = Callable[[int], None]


def no_progress(_amount: int) -> None:
    """For the caller who does not watch."""


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says what to do."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Line:
    """A row's cells with the number of the physical line where it starts."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Source:
    """A readable file: how it is written and where each wanted column stands."""

    name: str
    path: Path
    encoding: str
    separator: str
    width: int
    order: tuple[int, ...]
    unknown_columns: tuple[str, ...]

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def lines(self, problems: ProblemLog, progress: Progress = no_progress) -> Iterator[Line]:
        """The rows in the wanted columns' order. One that cannot be taken apart is left out."""
        with self.path.open("rb") as stream:
            reader = _PhysicalLines(stream, self.encoding)
            _header_cells(reader, self.separator)
            reported = 0
            for line in self._rows(reader, problems):
                yield line
                if line.number % PROGRESS_STEP == 0:
                    progress(reader.position - reported)
                    reported = reader.position
            progress(reader.position - reported)

    def _rows(self, reader: "_PhysicalLines", problems: ProblemLog) -> Iterator[Line]:
        order, width = self.order, self.width
        for number, text in reader:
            if text is None:
                self._refuse(problems, number, "", "Raden är orimligt lång. Kontrollera exporten.")
                continue
            cells = self._cells(reader, number, text, problems)
            if cells is None or not any(cells):
                continue
            if len(cells) != width:
                cells = self._fitted(cells, number, problems)
                if cells is None:
                    continue
            yield Line(number, [cells[place] for place in order])

    def _cells(
        self, reader: "_PhysicalLines", number: int, text: str, problems: ProblemLog
    ) -> list[str] | None:
        if '"' not in text:
            return [cell.strip() for cell in text.split(self.separator)]
        cells = _quoted_cells(text, self.separator) or self._continued(reader, text)
        if cells is None:
            self._refuse(problems, number, text, "Citattecknen på raden går inte ihop.")
            return None
        return [cell.strip() for cell in cells]

    def _continued(self, reader: "_PhysicalLines", text: str) -> list[str] | None:
        """A quoted cell may go on over a few lines; if the row does not come out right, the lines are put
        back."""
        taken: list[tuple[int, str | None]] = []
        for _ in range(CONTINUATION_LIMIT):
            following = reader.take()
            if following is None:
                break
            taken.append(following)
            if following[1] is None or len(text) > LINE_LIMIT:
                break
            text = f"{text}\n{following[1]}"
            cells = _quoted_cells(text, self.separator)
            if cells is not None and len(cells) == self.width:
                return cells
        reader.put_back(taken)
        return None

    def _fitted(self, cells: list[str], number: int, problems: ProblemLog) -> list[str] | None:
        if len(cells) > self.width and not any(cells[self.width :]):
            return cells[: self.width]
        reason = f"Raden har {len(cells)} fält men rubriken har {self.width}."
        self._refuse(problems, number, self.separator.join(cells), reason)
        return None

    def _refuse(self, problems: ProblemLog, number: int, text: str, reason: str) -> None:
        problems.add(Kind.REFUSED, self.name, number, "", masked(text), reason)


class _PhysicalLines:
    """Numbered lines as text, none longer than the limit (such a line comes as None). Bytes that the
    encoding does not know come through as surrogates, so that only the cell where they stand is refused."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self._number = 0
        self._waiting: list[tuple[int, str | None]] = []
        if encoding == "utf-8" and stream.read(3) != codecs.BOM_UTF8:
            stream.seek(0)

    @property
    def position(self) -> int:
        return self._stream.tell()

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        while (line := self.take()) is not None:
            yield line

    def take(self) -> tuple[int, str | None] | None:
        if self._waiting:
            return self._waiting.pop()
        raw = self._stream.readline(LINE_LIMIT)
        if not raw:
            return None
        self._number += 1
        if len(raw) == LINE_LIMIT and not raw.endswith(b"\n"):
            self._skip_rest_of_line()
            return self._number, None
        return self._number, raw.decode(self._encoding, "surrogateescape").rstrip("\r\n")

    def put_back(self, lines: Sequence[tuple[int, str | None]]) -> None:
        self._waiting.extend(reversed(lines))

    def _skip_rest_of_line(self) -> None:
        while (part := self._stream.readline(LINE_LIMIT)) and not part.endswith(b"\n"):
            pass


def _quoted_cells(text: str, separator: str) -> list[str] | None:
    """The cells of a line with quotes; None when a quote is left open or followed by stray text."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return None


def find_file(folder: Path, name: str) -> Path:
    """The file in the folder, also when the exporting system wrote its name in capitals."""
    wanted = name.casefold()
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise UnreadableFile(f"Mappen går inte att läsa ({error.strerror}).") from error
    for path in paths:
        if unicodedata.normalize("NFC", path.name).casefold() == wanted:
            return path
    raise UnreadableFile(
        f"Filen {name} saknas. Alla sju filerna behövs, även om någon bara har sin rubrikrad."
    )


def open_source(path: Path, name: str, columns: Sequence[str], size_limit: int = SIZE_LIMIT) -> Source:
    """Find out how the file is written. Raises UnreadableFile, with what to do about it."""
    encoding = _inspected(path, size_limit)
    separator, header = _header(path, encoding, columns)
    if encoding == "cp1252" and not set(columns) <= set(header):
        # A single broken byte in a UTF-8 file must not turn every letter of it strange.
        other_separator, other_header = _header(path, "utf-8", columns)
        if set(columns) <= set(other_header):
            encoding, separator, header = "utf-8", other_separator, other_header
    return Source(
        name=name,
        path=path,
        encoding=encoding,
        separator=separator,
        width=len(header),
        order=_places(header, columns),
        unknown_columns=tuple(column for column in header if column and column not in columns),
    )


def _inspected(path: Path, size_limit: int) -> str:
    """Read the file once through, in pieces: is it text at all, and in which encoding?"""
    if not path.is_file():
        raise UnreadableFile("Det här är ingen fil.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("Filen är tom. Den ska åtminstone ha en rad med kolumnernas namn.")
    if size > size_limit:
        raise UnreadableFile(
            f"Filen är på {size / MEGABYTE:.0f} MB. Gränsen är {size_limit // MEGABYTE} MB. "
            "Dela upp utdraget."
        )
    try:
        with path.open("rb") as stream:
            return _encoding(stream)
    except OSError as error:
        raise UnreadableFile(f"Filen går inte att öppna ({error.strerror}).") from error


def _encoding(stream: BinaryIO) -> str:
    start = stream.read(16)
    _refuse_other_formats(start)
    has_bom = start.startswith(codecs.BOM_UTF8)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8, line, line_ends = True, 1, 0
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        nul = chunk.find(b"\0")
        if nul >= 0:
            where = line + chunk.count(b"\n", 0, nul)
            raise UnreadableFile(
                "Filen innehåller NUL-tecken och är skadad eller ingen textfil. Exportera om.", where
            )
        line += chunk.count(b"\n")
        line_ends += chunk.count(b"\r")
        is_utf8 = is_utf8 and _decodes(decoder, chunk)
    if line == 1 and line_ends > 1:
        raise UnreadableFile("Filen har radslut av äldre Mac-typ (CR). Spara den med CRLF eller LF.")
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    return "utf-8" if is_utf8 or has_bom else "cp1252"


def _refuse_other_formats(start: bytes) -> None:
    for signature, what in SIGNATURES.items():
        if start.startswith(signature):
            raise UnreadableFile(f"Filen är {what}, inte en textfil. Spara den som CSV och försök igen.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile("Filen är skriven i UTF-16. Spara den som UTF-8 och försök igen.")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _header_cells(lines: _PhysicalLines, separator: str) -> list[str]:
    first = lines.take()
    return _split_header(first[1] or "" if first else "", separator)


def _split_header(text: str, separator: str) -> list[str]:
    cells = _quoted_cells(text, separator) if '"' in text else text.split(separator)
    return [unicodedata.normalize("NFC", cell).strip().casefold() for cell in cells or []]


def _header(path: Path, encoding: str, columns: Sequence[str]) -> tuple[str, list[str]]:
    """The separator under which most of the wanted columns appear, and the header split by it."""
    with path.open("rb") as stream:
        text = next(iter(_PhysicalLines(stream, encoding)))[1]
    if text is None:
        raise UnreadableFile("Första raden är orimligt lång. Där ska kolumnernas namn stå.", 1)
    candidates = [(separator, _split_header(text, separator)) for separator in SEPARATORS]
    return max(candidates, key=lambda candidate: len(set(candidate[1]) & set(columns)))


def _places(header: list[str], columns: Sequence[str]) -> tuple[int, ...]:
    missing = [column for column in columns if column not in header]
    if missing:
        word = "Kolumnen" if len(missing) == 1 else "Kolumnerna"
        raise UnreadableFile(f"{word} {', '.join(missing)} saknas i rubrikraden.", 1)
    twice = sorted({column for column in columns if header.count(column) > 1})
    if twice:
        raise UnreadableFile(f"Kolumnen {', '.join(twice)} finns två gånger i rubrikraden.", 1)
    return tuple(header.index(column) for column in columns)
