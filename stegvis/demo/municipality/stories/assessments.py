"""What the demo's people answer to the municipality's own questions; one asked again, one draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from stegvis.casework.actions.assess import Seen, save_draft, sign_assessment
from stegvis.casework.models import Case
from stegvis.casework.questionnaire import template_on
from stegvis.casework.rules.assessment import Findings
from stegvis.casework.rules.questions import Given
from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.demo.municipality.cast import Cast
from stegvis.registry.naming import hides

ANSWERS: Mapping[str, Given] = {
    "svenska_tala": 3,
    "svenska_lasa": 3,
    "svenska_skriva": 2,
    "modersmal": "Arabiska",
    "tolk": "Ja, vid viktiga möten",
    "utbildning": "Gymnasium",
    "utbildning_inriktning": "Två år handel, utomlands.",
    "betyg_bedomda": "Nej",
    "studerar_nu": ["Sfi"],
    "arbetat_ar": "Ett till fem år",
    "senast_arbete": "För mer än tre år sedan",
    "yrken": "Butik och lager.",
    "styrkor": "Noggrann, van vid kunder, kommer i tid.",
    "korkort": ["B-körkort"],
    "halsa": 3,
    "somn": 3,
    "egen_formaga": 4,
    "bostad": "Andra hand eller inneboende",
    "omsorg_barn": True,
    "barnomsorg_ordnad": "Ja",
    "digital_vana": 3,
    "digitalt": ["Mobil", "E-legitimation"],
    "behov_av_andra": ["Arbetsförmedlingen", "Vuxenutbildning"],
    "pagaende_kontakter": "Sfi fyra dagar i veckan.",
    "motivation": 5,
    "tilltro": 3,
    "nasta_steg": "Handläggaren bokar ett studiebesök. Deltagaren uppdaterar sitt cv.",
}


def tell(cast: Cast) -> None:
    ask_again(cast)
    leave_a_draft(cast)


def sign_with_answers(case: Case, findings: Findings, *, by: Actor, on: date, **changed: Given) -> None:
    """Signs by the version of the day. `changed` = the answers that are this person's own."""
    answered = replace(findings, answers={**ANSWERS, **changed})
    sign_assessment(case, answered, template=template_on(case, on), by=by, today=on)


def ask_again(cast: Cast) -> None:
    """Gösta is met again after three weeks of work practice: more Swedish, more strength, less doubt."""
    case = Case.objects.get(
        principal=cast.principal, person__first_name="Gösta", person__last_name="Provlund"
    )
    on = date(2022, 5, 30)
    findings = Findings(
        held_on=on,
        own_goal="Vill tillbaka till verkstaden, helst den där han har praktik.",
        capacity_percent=75,
        state_could_serve=False,
        background="Gymnasium, några kortare anställningar. Tre veckors praktik på bilverkstad.",
        obstacles="Orkar inte hela dagar än.",
        capacity_source="Karriärvägledarens bedömning vid mötet",
        state_checked_on=on,
        state_note="Arbetsförmedlingen har ingen plats före hösten.",
    )
    with clock.frozen(on):
        sign_with_answers(
            case,
            findings,
            by=cast.caseworker,
            on=on,
            svenska_tala=4,
            studerar_nu=["Sfi", "Yrkesutbildning"],
            senast_arbete="Arbetar nu",
            egen_formaga=3,
            tilltro=5,
            nasta_steg="Fler timmar från juni. Verkstaden tar ställning till anställning i augusti.",
        )


def leave_a_draft(cast: Cast) -> None:
    """The caseworker has begun to write down yesterday's meeting with the first who awaits one."""
    awaiting = Case.objects.filter(
        principal=cast.principal, caseworker_id=cast.caseworker.user_id, assessments__isnull=True
    )
    known = (
        case
        for case in awaiting.open().select_related("person").order_by("opened_on", "id")
        if not hides(case.person, cast.caseworker)
    )
    case = next(known, None)
    if case is None:
        return
    at = datetime.combine(date(2022, 5, 31), time(15, 40), clock.SWEDEN)
    typed = {
        "held_on": "2022-05-31",
        "own_goal": "Vill arbeta med djur, eller på kontor. Osäker.",
        "q_svenska_tala": "4",
        "q_tolk": "Nej",
    }
    save_draft(case, typed, template=template_on(case, at.date()), seen=Seen(), by=cast.caseworker, now=at)
