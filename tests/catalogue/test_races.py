"""Two administrators at the same moment: one changes the terms, the other is told to look again."""

from contextlib import contextmanager
from datetime import date
from threading import Barrier

import pytest
from django.db import transaction

from stegvis.catalogue.actions import add_terms, change_terms
from stegvis.catalogue.actions import terms as verbs
from stegvis.catalogue.contents import mark_of
from stegvis.catalogue.models import Terms
from stegvis.catalogue.rules import TermsContent
from stegvis.core.actor import Role
from tests import builders
from tests.builders import TODAY
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def two_administrators():
    principal = builders.a_principal()
    sai = builders.an_intervention(principal, "sai")
    return sai, [builders.a_seat(Role.ADMINISTRATOR, principal).actor for _ in range(2)]


def two_changes_of_coming_terms():
    """Both have read the same page and set another highest age."""
    sai, (one, other) = two_administrators()
    known = {"seen": mark_of(sai), "today": TODAY}
    coming = add_terms(sai, TermsContent(max_age=63), MAY, by=one, **known)
    known["seen"] = mark_of(sai)
    return coming, [
        lambda: change_terms(coming, TermsContent(max_age=60), MAY, by=one, **known),
        lambda: change_terms(coming, TermsContent(max_age=65), MAY, by=other, **known),
    ]


def without_the_lock(monkeypatch):
    """Both have looked whether the page was still right before either writes."""
    together, looked = Barrier(2), verbs.require_unchanged

    @contextmanager
    def unlocked(row):
        with transaction.atomic():
            yield type(row).objects.get(pk=row.pk)

    def waiting(*given):
        looked(*given)
        together.wait(timeout=20)

    monkeypatch.setattr(verbs, "locked", unlocked)
    monkeypatch.setattr(verbs, "require_unchanged", waiting)


def test_of_two_who_change_the_same_terms_at_once_one_is_told_to_look_again():
    _coming, acts = two_changes_of_coming_terms()
    assert race(*acts) == ["done", "refused"]


def test_without_the_lock_one_change_would_be_lost(monkeypatch):
    coming, acts = two_changes_of_coming_terms()
    without_the_lock(monkeypatch)
    assert race(*acts) == ["done", "done"]
    assert Terms.objects.get(pk=coming.pk).max_age in (60, 65)


def test_two_who_add_terms_from_different_days_at_once_give_one_version():
    sai, (one, other) = two_administrators()
    known = {"seen": mark_of(sai), "today": TODAY}
    acts = [
        lambda: add_terms(sai, TermsContent(max_age=63), MAY, by=one, **known),
        lambda: add_terms(sai, TermsContent(max_age=60), JUNE, by=other, **known),
    ]
    assert race(*acts) == ["done", "refused"]
    assert Terms.objects.filter(intervention=sai).count() == 2


def test_the_database_never_lets_two_versions_hold_on_a_day_also_without_the_lock(monkeypatch):
    sai, (one, other) = two_administrators()
    known = {"seen": mark_of(sai), "today": TODAY}
    without_the_lock(monkeypatch)
    acts = [
        lambda: add_terms(sai, TermsContent(max_age=63), MAY, by=one, **known),
        lambda: add_terms(sai, TermsContent(max_age=60), JUNE, by=other, **known),
    ]
    assert race(*acts) == ["done", "refused"]
