"""The console command `stegvis`: Django's management commands under one name."""

import os
import sys

WORK_AS_APP = frozenset({"serve", "check_deploy"})


def main(argv: list[str] | None = None) -> None:
    """Run `stegvis <command> …`. Hyphens may be written for underscores: `stegvis import-register`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stegvis.settings.demo")
    words = _with_python_names(sys.argv if argv is None else ["stegvis", *argv])
    _work_as_owner(words[1:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(words)


def _work_as_owner(words: list[str]) -> None:
    """Commands that make tables or read registers in use the address of the tables' owner, when there is one.

    What serves visitors, and what checks it, works as the role that owns nothing (`DATABASE_URL`).
    """
    owner = os.environ.get("DATABASE_OWNER_URL")
    if owner and words[:1] and words[0] not in WORK_AS_APP:
        os.environ["DATABASE_URL"] = owner


def _with_python_names(argv: list[str]) -> list[str]:
    program, *words = argv
    # Only the command's own name is a Python module name; options and values keep their hyphens.
    # `stegvis help import-register` names a command in second place.
    named = 2 if words[:1] == ["help"] else 1
    return [program, *(_python_name(word) for word in words[:named]), *words[named:]]


def _python_name(word: str) -> str:
    return word if word.startswith("-") else word.replace("-", "_")
