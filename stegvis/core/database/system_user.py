"""Under which user of the operating system the embedded server runs: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

NAME_WHEN_ROOT = "stegvis-db"


class Identity(TypedDict, total=False):
    """Arguments of `subprocess.run` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class SystemUser:
    """The user the server runs as: ourselves, or one made for it when we are root."""

    uid: int
    gid: int
    is_other: bool

    @property
    def identity(self) -> Identity:
        return Identity(user=self.uid, group=self.gid, extra_groups=[]) if self.is_other else Identity()

    def give(self, folder: Path) -> None:
        if self.is_other:
            os.chown(folder, self.uid, self.gid)

    def let_through(self, folder: Path) -> None:
        """Let the user pass (not list) the folders above `folder`, and reach the server's programs."""
        if not self.is_other:
            return
        from stegvis.core.database.server import programs

        _let_through(folder)
        _let_through(programs())


def server_user() -> SystemUser:
    """Ourselves; for root a user of its own, made at the first call."""
    if os.geteuid() != 0:
        return SystemUser(os.geteuid(), os.getegid(), is_other=False)
    entry = _found_or_made(NAME_WHEN_ROOT)
    return SystemUser(entry.pw_uid, entry.pw_gid, is_other=True)


def _found_or_made(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
        subprocess.run(  # noqa: S603 - a fixed command
            [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(name)


def _let_through(path: Path) -> None:
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
