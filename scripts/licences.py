"""May every package of the product be used in one that is licensed under EUPL-1.2? Told from what each says.

With a file name, the licences are also written into that CycloneDX list of components.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).parent.parent / "requirements" / "base.txt"
ALLOWED = re.compile(
    r"(?<![\w-])(?:MIT|BSD|0BSD|Apache|MPL|Mozilla Public|PSF|Python Software Foundation|ISC|HPND|Zlib"
    r"|Unlicense|LGPL|GNU Lesser|EUPL|CC0)",
    re.IGNORECASE,
)
"""Permissive licences, and those whose terms bind the package's own files or its linking alone."""
FORBIDDEN = re.compile(r"(?<![\w-])(?:AGPL|GPL|SSPL|BUSL|GNU (?:Affero )?General)", re.IGNORECASE)


def required() -> list[str]:
    """The names of the locked packages."""
    lines = REQUIREMENTS.read_text().splitlines()
    return [found[1] for line in lines if (found := re.match(r"([a-z0-9._-]+)==", line))]


def licence_of(package: PackageMetadata) -> str:
    """The licence as the package writes it: an expression, a word, or its classifiers."""
    expression = package.get("License-Expression")
    word = (package.get("License") or "").strip().partition("\n")[0]
    classified = [
        c.rpartition(" :: ")[2] for c in package.get_all("Classifier") or [] if c.startswith("License")
    ]
    if expression:
        return expression
    # Some put the whole text where a word belongs; its first line is then somebody's name.
    if word and len(word) <= 60 and not word.startswith(("Copyright", "Dual")):
        return word
    return " OR ".join(classified)


def is_allowed(licence: str) -> bool:
    """One of the alternatives is enough; all that stand together must hold."""
    return any(_is_open(alternative) for alternative in re.split(r"\s+OR\s+", licence))


def _is_open(alternative: str) -> bool:
    parts = re.split(r"\s+AND\s+", alternative)
    return all(ALLOWED.search(part) and not FORBIDDEN.search(part) for part in parts)


def main(component_list: str | None = None) -> int:
    found, missing = {}, []
    for name in required():
        try:
            found[name] = licence_of(metadata(name))
        except PackageNotFoundError:
            missing.append(name)  # for other machines than this one
    conflicts = {name: licence for name, licence in found.items() if not is_allowed(licence)}
    for name, licence in conflicts.items():
        print(f"  {name}: {licence or 'says no licence'}")
    print(
        f"Licences: {len(found) - len(conflicts)} of {len(found)} packages go together with EUPL-1.2."
        + (f" Not installed here, so not looked at: {', '.join(missing)}." if missing else "")
    )
    if component_list:
        _write_into(Path(component_list), found)
    return 1 if conflicts else 0


def _write_into(file: Path, licences: dict[str, str]) -> None:
    told = json.loads(file.read_text())
    for component in told["components"]:
        if licence := licences.get(component["name"].lower().replace("_", "-")):
            component["licenses"] = [{"license": {"name": licence}}]
        component.pop("externalReferences", None)  # where the index of this machine is, is nobody's matter
    file.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
