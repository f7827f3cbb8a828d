"""Which texts are the same, or nearly so.

A text is taken as its runs of three words. Two texts are as like as the share of their runs that they have in
common (Jaccard's index). Every pair that is like enough is found without comparing all: two sets that share
enough must share one of the rarest runs of each (the prefix of Bayardo, Ma and Srikant, "Scaling up all pairs
similarity search", 2007).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from math import ceil
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

RUN = 3
"""Words in a run."""
_WORDS = re.compile(r"[^\W\d_]+")

Shingles = frozenset[tuple[str, ...]]


def words_of(text: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The words of a text without figures and signs; the names of the person do not count."""
    own = {part for name in names for part in _WORDS.findall(name.casefold())}
    own |= {f"{name}s" for name in own}  # the genitive
    return tuple(word for word in _WORDS.findall(text.casefold()) if word not in own)


def runs_of(words: tuple[str, ...]) -> Shingles:
    """The runs of three words; a shorter text is one run."""
    if len(words) <= RUN:
        return frozenset({words} if words else ())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def likeness(one: Shingles, other: Shingles) -> Fraction:
    """The share of the runs that both have: 1 = the same, 0 = nothing in common."""
    together = len(one | other)
    return Fraction(len(one & other), together) if together else Fraction(0)


def alike(texts: Mapping[Key, tuple[str, ...]], similarity_percent: int) -> list[list[Key]]:
    """The groups of at least two texts that are like each other, directly or through others between.

    Keys stand in the order given, groups in the order of their first key. Empty texts are like none.
    """
    same: dict[Shingles, list[Key]] = {}
    for key, words in texts.items():
        if words:
            same.setdefault(runs_of(words), []).append(key)
    groups = _Groups(len(same))
    for first, second in _like_pairs(list(same), Fraction(similarity_percent, 100), groups):
        groups.join(first, second)
    return _in_order(groups, list(same.values()), {key: place for place, key in enumerate(texts)})


class _Groups:
    """Which of the texts hang together (union-find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, one: int) -> int:
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        self._parent[self.root(one)] = self.root(other)

    def are_joined(self, one: int, other: int) -> bool:
        return self.root(one) == self.root(other)


def _like_pairs(sets: list[Shingles], least: Fraction, groups: _Groups) -> Iterable[tuple[int, int]]:
    """Each pair that is like enough and does not hang together already."""
    common = Counter(run for runs in sets for run in runs)
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, runs in enumerate(sets):
        rarest = sorted(runs, key=lambda run: (common[run], run))[: _prefix(len(runs), least)]
        for other in sorted({other for run in rarest for other in holders[run]}):
            if groups.are_joined(place, other):
                continue
            if likeness(runs, sets[other]) >= least:
                yield place, other
        for run in rarest:
            holders[run].append(place)


def _prefix(size: int, least: Fraction) -> int:
    """How many of the rarest runs must be looked at: if none of them is shared, too few are."""
    return size - ceil(least * size) + 1


def _in_order(groups: _Groups, keys: list[list[Key]], place: Mapping[Key, int]) -> list[list[Key]]:
    gathered: dict[int, list[Key]] = defaultdict(list)
    for index, of_text in enumerate(keys):
        gathered[groups.root(index)] += of_text
    found = [sorted(group, key=place.__getitem__) for group in gathered.values() if len(group) > 1]
    return sorted(found, key=lambda group: place[group[0]])
