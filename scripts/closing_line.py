"""Prints `N passed, N failed` for the junit files named, and fails when anything failed or no test ran."""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def count(file: Path) -> tuple[int, int]:
    """Passed and failed tests of one run. A run that left no file, or found no test, is one failure."""
    if not file.exists():
        return 0, 1
    suites = list(ET.parse(file).getroot().iter("testsuite"))
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )
    if not tests:
        return 0, 1
    return tests - failures - errors - skipped, failures + errors


def main(files: list[str]) -> int:
    counts = [count(Path(file)) for file in files]
    passed, failed = (sum(numbers) for numbers in zip(*counts, strict=True))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
