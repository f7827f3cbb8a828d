"""The heavy packages are loaded by who computes, and by nobody else."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import stegvis.providers.results, stegvis.statistics.management.commands.compare_providers
print([name for name in ("scipy", "statsmodels", "pandas", "numpy") if name in sys.modules])
"""


def test_neither_pages_nor_other_commands_load_the_packages_of_the_comparison():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
