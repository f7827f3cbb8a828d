"""The console command `stegvis`: Django's management commands under one name."""

import os
import sys


def main(argv: list[str] | None = None) -> None:
    """Run `stegvis <command> …`. Hyphens may be written for underscores: `stegvis import-register`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stegvis.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(_with_python_names(sys.argv if argv is None else ["stegvis", *argv]))


def _with_python_names(argv: list[str]) -> list[str]:
    program, *words = argv
    # Only the command's own name is a Python module name; options and values keep their hyphens.
    # `stegvis help import-register` names a command in second place.
    named = 2 if words[:1] == ["help"] else 1
    return [program, *(_python_name(word) for word in words[:named]), *words[named:]]


def _python_name(word: str) -> str:
    return word if word.startswith("-") else word.replace("-", "_")
