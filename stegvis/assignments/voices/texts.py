"""The words of the public page, in each language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.conf import settings

SWEDISH = "sv"
QUESTIONS = ("respect", "influence", "useful", "understand")
"""Statements to agree with, 1–5, besides how satisfied one is."""


@dataclass(frozen=True)
class Language:
    """One language: its code, which way it is written, and its words by key."""

    code: str
    name: str
    dir: str
    words: dict[str, str]


def languages() -> dict[str, Language]:
    """Those that the installation has switched on, Swedish always."""
    wanted = settings.VOICE_LANGUAGES
    return {code: each for code, each in written().items() if code == SWEDISH or not wanted or code in wanted}


@cache
def written() -> dict[str, Language]:
    """Every language that there are words in."""
    told = files("stegvis.assignments.voices").joinpath("data/texts.toml").read_text(encoding="utf-8")
    return {
        code: Language(code, words["name"], words["dir"], words)
        for code, words in tomllib.loads(told).items()
    }


def language_of(code: str | None) -> Language:
    """The one asked for, or Swedish when there is none such, or it is switched off."""
    found = languages()
    return found.get(code or "", found[SWEDISH])
