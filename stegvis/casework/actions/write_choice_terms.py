"""Write the principal's terms of the choice, as a version from a day."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction

from stegvis.casework.models import ChoiceTerms
from stegvis.casework.permissions import may_keep_choice_terms
from stegvis.casework.rules.choice_terms import NewTerms, may_be_written
from stegvis.casework.rules.dated import may_begin
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.refusals import database_refusals
from stegvis.core.versions import write_from
from stegvis.registry.models import Principal


@transaction.atomic
def write_choice_terms(terms: NewTerms, from_day: date, *, by: Actor, today: date) -> ChoiceTerms:
    """A new version from the day on, up to the next that is written already.

    The one before ends the day before; one that begins on the very day is replaced. What a rule saw when it
    picked is kept with the choice, whatever is written afterwards.
    """
    may_keep_choice_terms(by).or_refuse()
    (may_be_written(terms) & Answer.of(may_begin(from_day, today=today))).or_refuse()
    # Not the whole lock: a choice that is being written points at the principal and need not wait.
    Principal.objects.select_for_update(no_key=True).get(pk=by.principal_id)
    with database_refusals():
        own = ChoiceTerms.objects.filter(principal_id=by.principal_id)
        return write_from(own, from_day, _content(terms), principal_id=by.principal_id)


def _content(terms: NewTerms) -> dict[str, object]:
    return {
        "days_to_choose": terms.days_to_choose,
        "non_choice": terms.non_choice,
        "seed": terms.seed or secrets.token_hex(8),
        "max_changes": terms.max_changes,
        "when_right_ends": terms.when_right_ends,
        "decided_in": terms.decided_in,
    }
