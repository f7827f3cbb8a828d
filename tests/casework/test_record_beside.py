"""What stands beside the main road is in the print of the record too, and is found in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stegvis.casework.actions.activities import add_activity, add_hindrance
from stegvis.casework.actions.propose import put_forward, send_back
from stegvis.casework.actions.statements import answer_statement, ask_adviser, decline_answer
from stegvis.casework.carriers import grant_draft
from stegvis.casework.models import Referral, ReferralOutcome
from stegvis.casework.rules.statements import Opinion
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY
from tests.casework.test_delegation import HEAD, WANTED, delegate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]

WRITTEN = (
    "Behöver en cykelverkstad.",
    "Lagar cyklar på fritiden.",
    "Cyklade omkull.",
    "Cykelkursen är full.",
    "Gäller bara cykel.",
)


@pytest.fixture
def beside(town, case):
    """A case with a text of each kind that stands beside the road."""
    by = {"by": town.worker.actor, "today": TODAY}
    referral = Referral.objects.create(
        principal=town.principal,
        unit=town.unit,
        person=case.person,
        source=Referral.Source.INCOME_SUPPORT,
        asks_for=WRITTEN[0],
        received_on=TODAY - timedelta(9),
        registered_by=town.worker.user,
    )
    ReferralOutcome.objects.create(
        principal=town.principal,
        referral=referral,
        kind=ReferralOutcome.Kind.IN_CASE,
        case=case,
        decided_on=TODAY,
        decided_by=town.worker.user,
    )
    add_activity(case, "studies", 8, TODAY, None, WRITTEN[1], **by)
    add_hindrance(case, "other", TODAY, None, WRITTEN[2], **by)
    delegate(town, HEAD)
    builders.an_assessment(case)
    prepared = put_forward(grant_draft(case, builders.an_intervention(town.principal), WANTED), **by)
    send_back(prepared, WRITTEN[3], by=town.head.actor, today=TODAY)
    adviser = builders.a_seat(Role.MEDICAL_ADVISER, town.principal)
    asked = ask_adviser(case, "Fråga?", TODAY, **by)
    answer = answer_statement(asked, Opinion(30, Period(TODAY), "Grund."), by=adviser.actor, today=TODAY)
    decline_answer(answer, WRITTEN[4], **by)
    return case


@pytest.mark.parametrize("written", WRITTEN)
def test_it_stands_in_the_print_and_is_found(client, town, beside, written):
    client.force_login(town.worker.user)
    assert written in client.get(reverse("printed_record", args=[beside.pk])).content.decode()
    word = written.rstrip(".").split()[-1]
    found = client.get(reverse("search_record", args=[beside.pk]), {"q": word}).content.decode()
    assert "<mark>" in found
