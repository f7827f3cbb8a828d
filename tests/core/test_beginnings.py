"""The search by beginning finds what `LIKE` finds, by the index and under a policy."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.models import Case
from stegvis.core.database import scope
from stegvis.core.database.beginnings import after
from stegvis.registry.models import PersonIdentifier
from tests import builders

texts = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=8)


@given(texts, texts)
def test_after_a_beginning_comes_everything_that_does_not_begin_so(beginning, other):
    if beginning[0] == chr(0x10FFFF):
        return  # nothing comes after the last sign
    begins = beginning <= other < after(beginning)
    assert begins == other.startswith(beginning) or other.startswith(chr(0x10FFFF))


@pytest.mark.django_db
@pytest.mark.parametrize(("beginning", "found"), [("AB1", 2), ("AB12", 1), ("AB2", 0), ("%", 0), ("ab1", 0)])
def test_it_finds_what_begins_so(beginning, found):
    unit = builders.a_unit(builders.a_principal())
    for number in ("AB1", "AB12", "AC1"):
        builders.a_case(unit, number=number)
    assert Case.objects.filter(number__begins=beginning).count() == found


@pytest.mark.django_db
def test_the_index_is_asked_also_under_the_policy():
    person = builders.a_person(builders.a_principal())
    with scope.principal(person.principal_id):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = PersonIdentifier.objects.filter(
            principal_id=person.principal_id, value__begins="199005"
        ).explain()
    assert "~>=~ '199005'" in plan.partition("Index Cond:")[2]
