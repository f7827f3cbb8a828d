"""The choice: its terms, a resident who asks for help, and one for whom the rule has to pick."""

from __future__ import annotations

from datetime import date

from stegvis.accounts.models import Membership
from stegvis.casework.actions.choose import NoChoice, choose_by_rule
from stegvis.casework.actions.invite import ask_for_help
from stegvis.casework.models import Case, ChoiceTerms, Decision
from stegvis.core import clock
from stegvis.core.period import Period
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.demo.municipality.logins import RESIDENT_EMAIL
from stegvis.demo.municipality.stories.steps import assessed, granted, opened
from stegvis.providers.models import Provider
from stegvis.registry.models import Principal

SUMMER_TO_AUTUMN = Period.inclusive(date(2022, 6, 13), date(2022, 12, 12))
GRANTED, RULE_PICKS = date(2022, 5, 12), date(2022, 6, 7)
LANGUAGES = ("svenska, arabiska", "svenska, somaliska", "svenska, engelska", "svenska, ukrainska")
METHODS = (
    "Praktik från andra veckan, och en handledare som följer med till arbetsplatsen.",
    "Korta kurser i grupp, och eget jobbsökande med stöd.",
    "Enskilda samtal varje vecka, och praktik hos arbetsgivare i närheten.",
)


def lay_terms(principal: Principal) -> ChoiceTerms:
    """What the committee has decided on the choice."""
    return ChoiceTerms.objects.create(
        principal=principal,
        period=Period(date(2022, 1, 1)),
        days_to_choose=14,
        non_choice=ChoiceTerms.NonChoice.ROTA,
        seed="nackby 2022",
        max_changes=2,
        decided_in="Arbetsmarknadsnämnden 2021-12-07 § 96",
    )


def tell(cast: Cast) -> None:
    tell_what_providers_say_of_themselves(cast)
    the_resident_asks_for_help(cast)
    the_rule_picks(cast)


def tell_what_providers_say_of_themselves(cast: Cast) -> None:
    """Something to compare: the register that is read in knows neither languages nor methods."""
    for number, provider in enumerate(Provider.objects.filter(principal=cast.principal).order_by("pk")):
        provider.languages = provider.languages or LANGUAGES[number % len(LANGUAGES)]
        provider.methods = provider.methods or METHODS[number % len(METHODS)]
        if provider.waiting_days is None:
            provider.waiting_days = 7 * (number % 4)
        provider.save(update_fields=["languages", "methods", "waiting_days"])


def the_resident_asks_for_help(cast: Cast) -> None:
    seat = Membership.objects.select_related("person").get(
        principal=cast.principal, user__email=RESIDENT_EMAIL
    )
    decision = Decision.objects.granting().get(case__person=seat.person)
    on = date(2022, 6, 2)
    with clock.frozen(on):
        ask_for_help(
            decision,
            "Jag vill veta vem som har praktik i butik.",
            by=actor_of(cast.principal, RESIDENT_EMAIL),
            today=on,
        )


def the_rule_picks(cast: Cast) -> None:
    """Invited in May, has not answered: the rota gives the next provider."""
    decision = granted(
        _ready("198803042392", "Nils Provlund", cast),
        "jobbpeng_grund",
        SUMMER_TO_AUTUMN,
        by=cast.caseworker,
        on=GRANTED,
    )
    with clock.frozen(RULE_PICKS):
        choose_by_rule(
            Decision.objects.get(pk=decision.pk),  # as it is now: the case in hand was read before the grant
            NoChoice("Har fått två brev och svarar inte i telefon."),
            by=cast.caseworker,
            today=RULE_PICKS,
        )


def _ready(number: str, name: str, cast: Cast) -> Case:
    case = opened(name, number, cast.unit, by=cast.caseworker, on=date(2022, 5, 3))
    return assessed(case, by=cast.caseworker, on=date(2022, 5, 5), goal="Vill arbeta utomhus.")
