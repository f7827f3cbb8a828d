"""What the record of a case consists of, for searching in it. Rooms above add the texts of their own.

A source is a query over rows of one case, which columns of them are text, and how a row is told. The
search is made here, in the same way for all: by Swedish stems, and each word also as a beginning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchVector
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from stegvis.casework.models import Case

LANGUAGE = "swedish"
MOST_OF_A_KIND = 50
WORD = re.compile(r"[^\W_]+")
MARK_BEGINS, MARK_ENDS = "\ue000", "\ue001"
"""Signs that no language uses, around what was found, until the text has been escaped."""
MARKED = re.compile(f"{MARK_BEGINS}([^{MARK_BEGINS}{MARK_ENDS}]*){MARK_ENDS}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the record something stands: what it is called, its day, and the page that shows it."""

    title: str
    on: date
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of text in the record. `texts` are columns or expressions; `words` a stored vector."""

    kind: str
    rows: Callable[[Case], QuerySet[Any]]
    texts: tuple[str | Combinable, ...]
    place: Callable[[Any], Place]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that was found, with what stands around the words."""

    kind: str
    place: Place
    excerpt: SafeString


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found, the latest first. `kinds_cut` = kinds of which only the first are shown."""

    hits: list[Hit]
    kinds_cut: list[str]


class Together(Func):
    """Several texts as one, those that are missing left out."""

    function = "concat_ws"
    output_field = TextField()


class TextsOf(Func):
    """The texts inside a column of JSON, without its keys."""

    template = (
        "(SELECT string_agg(inner_text #>> '{}', ' · ') FROM "
        """jsonb_path_query(%(expressions)s, 'strict $.** ? (@.type() == "string")') AS inner_text)"""
    )
    output_field = TextField()


_sources: list[Source] = []


def register(*sources: Source) -> None:
    _sources.extend(sources)


def words_of(text: str) -> list[str]:
    """The words to look for: letters and digits, whatever stands between."""
    return WORD.findall(text.lower())


def search(case: Case, words: Sequence[str]) -> Found:
    """Where all the words stand, each as itself, inflected or as the beginning of a longer one.

    One question for each kind of text, however much there is of it.
    """
    if not words:
        return Found([], [])
    query = SearchQuery(" & ".join(f"'{word}':*" for word in words), config=LANGUAGE, search_type="raw")
    hits: list[Hit] = []
    cut: list[str] = []
    for source in _sources:
        rows = list(_matching(source, case, query)[: MOST_OF_A_KIND + 1])
        if len(rows) > MOST_OF_A_KIND:
            cut.append(source.kind)
        hits += [Hit(source.kind, source.place(row), marked(row.excerpt)) for row in rows[:MOST_OF_A_KIND]]
    return Found(sorted(hits, key=lambda hit: hit.place.on, reverse=True), cut)


def marked(excerpt: str) -> SafeString:
    """The excerpt as a page shows it: what somebody wrote is text, only the marks are ours."""
    shown = MARKED.sub(r"<mark>\1</mark>", escape(excerpt))
    # Everything but the marks has been escaped above.
    return mark_safe(shown.replace(MARK_BEGINS, "").replace(MARK_ENDS, ""))  # noqa: S308


def _matching(source: Source, case: Case, query: SearchQuery) -> QuerySet[Any]:
    columns = [F(text) if isinstance(text, str) else text for text in source.texts]
    text = Together(Value(" · "), *columns)
    vector: Any = F(source.words) if source.words else SearchVector(text, config=LANGUAGE)
    excerpt = SearchHeadline(
        text,
        query,
        config=LANGUAGE,
        start_sel=MARK_BEGINS,
        stop_sel=MARK_ENDS,
        max_fragments=2,
        max_words=28,
        min_words=10,
        fragment_delimiter=" … ",
    )
    rows = source.rows(case).annotate(found_in=vector).filter(found_in=query)
    found: QuerySet[Any] = rows.annotate(excerpt=excerpt).order_by("-pk")
    return found
