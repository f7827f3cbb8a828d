"""An extract that an administrator has uploaded: kept between the steps, private to the one who sent it,
then removed.

Each has a folder of its own in the data folder, named by a random key. The files go as soon as they have
been read in or thrown away; what is left for the result page, without the extract itself, goes after a day.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from stegvis.core.actor import Actor
from stegvis.demo.register_import import rows
from stegvis.demo.register_import.plan import Tally
from stegvis.demo.register_import.problems import Problem, ProblemLog, read_back, write_down
from stegvis.demo.register_import.run import Outcome

KEPT_SECONDS = 24 * 60 * 60
FILES, PROBLEMS, ABOUT, RESULT = "files", "problems.csv", "about.json", "result.json"


class Gone(LookupError):
    """There is no such upload for this user."""


class Busy(Exception):
    """The upload is being read in just now."""


@dataclass(frozen=True, slots=True)
class Result:
    """What is kept of a dry run or an import."""

    tallies: dict[str, Tally]
    refused: dict[str, int]
    written: bool
    readable: bool

    @property
    def comes_in(self) -> int:
        return sum(tally.new + tally.changed for tally in self.tallies.values())


class Upload:
    """One staged extract."""

    def __init__(self, key: str, folder: Path) -> None:
        self.key = key
        self._folder = folder

    @classmethod
    def begin(cls, files: Iterable[UploadedFile[Any]], unit: int, by: Actor) -> Upload:
        """Keep the files under their proper names. Names that are not part of an extract are left out."""
        _remove_old()
        key = secrets.token_hex(16)
        folder = _place() / key
        (folder / FILES).mkdir(parents=True, mode=0o700)
        folder.chmod(0o700)
        for file in files:
            name = proper_name(file.name or "")
            if name in rows.FILES:
                with (folder / FILES / name).open("wb") as kept:
                    for chunk in file.chunks():
                        kept.write(chunk)
        about = {"user": by.user_id, "principal": by.principal_id, "unit": unit}
        (folder / ABOUT).write_text(json.dumps(about))
        return cls(key, folder)

    @classmethod
    def find(cls, key: str, by: Actor) -> Upload:
        """The upload that this user has made for this principal. Raises Gone."""
        folder = _place() / key
        try:
            about = json.loads((folder / ABOUT).read_text())
        except (OSError, ValueError) as error:
            raise Gone from error
        if (about["user"], about["principal"]) != (by.user_id, by.principal_id):
            raise Gone
        return cls(key, folder)

    @property
    def files(self) -> Path:
        return self._folder / FILES

    @property
    def unit(self) -> int:
        return int(json.loads((self._folder / ABOUT).read_text())["unit"])

    @property
    def awaits_confirmation(self) -> bool:
        return self.files.is_dir()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One reading in at a time: a second click raises Busy. The lock goes with the process, however it
        ends."""
        with (self._folder / ABOUT).open() as about:
            try:
                fcntl.flock(about, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy from error
            yield

    def finish(self) -> None:
        """The files have been read in and are not needed any more."""
        shutil.rmtree(self.files, ignore_errors=True)

    def discard(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def keep_result(self, outcome: Outcome, problems: ProblemLog) -> None:
        with (self._folder / PROBLEMS).open("w", encoding="utf-8", newline="") as out:
            write_down(problems, out)
        result = {
            "tallies": {file: asdict(tally) for file, tally in outcome.tallies.items()},
            "refused": outcome.refused,
            "written": outcome.written,
            "readable": not problems.has_unreadable,
        }
        (self._folder / RESULT).write_text(json.dumps(result))

    @property
    def result(self) -> Result:
        kept = json.loads((self._folder / RESULT).read_text())
        tallies = {file: Tally(**tally) for file, tally in kept["tallies"].items()}
        return Result(tallies, kept["refused"], kept["written"], kept["readable"])

    def problems(self) -> Iterable[Problem]:
        with (self._folder / PROBLEMS).open(encoding="utf-8", newline="") as kept:
            yield from read_back(kept)


def proper_name(name: str) -> str:
    """The name as the extract's description has it, whatever folder and capitals it came with."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return unicodedata.normalize("NFC", last).casefold()


def _place() -> Path:
    return Path(settings.DATA_FOLDER) / "inlasning"


def _remove_old() -> None:
    place = _place()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in place.iterdir():
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
