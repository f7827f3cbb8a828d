"""A provider's administrator opens an account and pauses the intake; anybody reads the open list."""

import pytest

from stegvis.core.actor import Duty, Role
from tests import builders
from tests.browser.visitor import Visitor


@pytest.mark.narrow
def test_a_provider_keeps_its_staff_and_its_intake_and_the_open_list_follows(
    visitor: Visitor, transactional_db: None
) -> None:
    principal = builders.a_principal("Provkommun")
    builders.an_intervention(principal, name="Jobbpeng")
    provider = builders.a_provider(principal, "Norrsken AB")
    boss = builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider, duty=Duty.ADMINISTRATOR)
    visitor.becomes(boss.user)
    visitor.opens("/anordnare/personal/")
    visitor.follows("Nytt konto")
    visitor.fills(email="ny@example.org", first_name="Ny", last_name="Testsson")
    visitor.presses("Öppna kontot")
    visitor.sees("Välj minst en uppgift.")
    visitor.looks("staff-duty-is-missing")
    visitor.page.get_by_label("Handledare").check()
    visitor.presses("Öppna kontot")
    visitor.sees("Ett brev är skickat till ny@example.org.")
    visitor.looks("staff")
    visitor.opens(provider.get_absolute_url())
    visitor.follows("Pausa intaget")
    visitor.fills(reason="Vi byter lokal.")
    visitor.presses("Pausa intaget")
    visitor.sees("Vi byter lokal.")
    visitor.opens(f"/oppna-data/{principal.slug}/anordnare/")
    visitor.sees("Tar inte emot nya just nu")
    visitor.looks("open-list")
