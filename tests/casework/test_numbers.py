"""Running numbers go on past those that came in with a register extract."""

import pytest

from stegvis.casework.models import Case
from stegvis.registry.actions import next_number
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_number_that_an_imported_case_has_is_passed_over():
    unit = builders.a_unit(builders.a_principal())
    builders.a_case(unit, number="2026-00001")
    builders.a_case(unit, number="2026-00002")
    assert next_number(Case, unit.principal_id, 2026, prefix="") == "2026-00003"


def test_another_principals_numbers_do_not_matter():
    builders.a_case(builders.a_unit(builders.a_principal()), number="2026-00001")
    assert next_number(Case, builders.a_principal().pk, 2026, prefix="") == "2026-00001"
