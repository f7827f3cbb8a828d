"""The words of the public page, in each language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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


@cache
def languages() -> dict[str, Language]:
    told = files("stegvis.assignments.voices").joinpath("data/texts.toml").read_text(encoding="utf-8")
    return {
        code: Language(code, words["name"], words["dir"], words)
        for code, words in tomllib.loads(told).items()
    }


def language_of(code: str | None) -> Language:
    """The one asked for, or Swedish."""
    return languages().get(code or "", languages()[SWEDISH])
