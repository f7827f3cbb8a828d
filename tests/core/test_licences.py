"""Packages whose licences the product may stand on."""

import importlib.util
from pathlib import Path

import pytest

PLACE = Path(__file__).parents[2] / "scripts" / "licences.py"
spec = importlib.util.spec_from_file_location("licences", PLACE)
licences = importlib.util.module_from_spec(spec)
spec.loader.exec_module(licences)


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("MPL-2.0 AND MIT", True),
        ("GPL-3.0-only OR Apache-2.0", True),
        ("LGPL-3.0-only", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-2.0-or-later", False),
        ("GNU Affero General Public License v3", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("SSPL-1.0", False),
        ("Other/Proprietary License", False),
        ("", False),
    ],
)
def test_a_licence_is_told_from_what_the_package_says(licence, allowed):
    assert licences.is_allowed(licence) is allowed


def test_every_locked_package_goes_together_with_ours(capsys):
    assert licences.main() == 0, capsys.readouterr().out
