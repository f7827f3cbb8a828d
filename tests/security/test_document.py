"""What the documents on security point at exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
DOCUMENTS = ("security.md", "security-asvs.md")
PLACE = re.compile(r"`((?:[a-z_]+/)+[a-z_*]+\.(?:py|md))`|\]\(([a-z-]+\.md)")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_place_that_is_named_exists(name):
    text = (HOUSE / "docs" / name).read_text("utf-8")
    named = {place or f"docs/{link}" for place, link in PLACE.findall(text)}
    assert len(named) > 1
    below = (HOUSE, HOUSE / "stegvis", HOUSE / "tests")
    assert not [place for place in sorted(named) if not any(list(root.glob(place)) for root in below)]


def test_the_table_of_the_marker_fuzz_has_its_place():
    text = (HOUSE / "docs" / "security.md").read_text("utf-8")
    assert text.index("<!-- fuzz: first -->") < text.index("<!-- fuzz: last -->")
