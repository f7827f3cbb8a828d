from pathlib import Path

import pytest

from tests.demo.extracts import ExtractFolder


@pytest.fixture
def extract(tmp_path: Path) -> ExtractFolder:
    return ExtractFolder(tmp_path / "utdrag")
