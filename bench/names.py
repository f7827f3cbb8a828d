"""Names for invented persons: common Swedish and foreign first names, put-together last names."""

import tomllib
from pathlib import Path

_LISTS = {
    key: text.split()
    for key, text in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}

FIRST_NAMES_OF_WOMEN = _LISTS["women"]
FIRST_NAMES_OF_MEN = _LISTS["men"]
LAST_NAMES = [
    *(first + last for first in _LISTS["beginnings"] for last in _LISTS["endings"] if first.lower() != last),
    *_LISTS["whole"],
]
