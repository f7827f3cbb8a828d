"""How the municipality follows its providers' quality: visits, yearly reports, and what persons say."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from stegvis.accounts.models import Membership
from stegvis.assignments.models import Assignment
from stegvis.assignments.voices.actions import Given, can_invite, invite, take_in
from stegvis.core.actor import Actor, Role
from stegvis.core.clock import SWEDEN
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.providers import letters
from stegvis.providers.actions.quality_reports import read_report, send_report
from stegvis.providers.actions.visits import Plan, call_off_visit, plan_visit, sign_protocol
from stegvis.providers.actions.write_template import write_template
from stegvis.providers.models import Provider, QualityReport
from stegvis.providers.quality_templates import VISIT, YEARLY, questions_of, standard_questions
from stegvis.providers.rules.questions import Kind, Question
from stegvis.providers.rules.visiting import Found, Protocol

ASKED = 24
"""How many persons have been asked what they think."""
SAYINGS = (
    "Min handledare lyssnar på mig.",
    "",
    "Jag vill ha mer praktik.",
    "",
    "Bra att få hjälp med svenskan.",
    "",
)
LANGUAGES = ("sv", "sv", "ar", "so", "uk", "en")


@letters.kept_back()
def tell(cast: Cast, today: date) -> None:
    """Visits made, announced and called off; reports sent and read; voices over a year."""
    officer, administrator = _somebody(cast, Role.QUALITY_OFFICER), _somebody(cast, Role.ADMINISTRATOR)
    began = date(today.year - 2, 1, 1)
    for kind in (VISIT, YEARLY):
        write_template(
            cast.principal.pk, kind, standard_questions(kind), began, by=administrator, today=began
        )
    _visits(cast, officer, today)
    _yearly_reports(cast, officer, today)
    _voices(cast, today)


def _visits(cast: Cast, officer: Actor, today: date) -> None:
    made_on = today - timedelta(days=120)
    _made(cast.provider, officer, made_on)
    again = Plan(
        today + timedelta(days=12),
        officer.user_id,
        "follow_up",
        "Är nödutgången fri nu?",
        site=cast.provider.sites.first(),
    )
    plan_visit(cast.provider, again, by=officer, today=today)
    others = list(Provider.objects.filter(pk__in=cast.other_providers).order_by("name", "pk")[:3])
    for place, provider in enumerate(others[:2]):
        plan = Plan(today + timedelta(days=5 + place), officer.user_id, "rota")
        visit = plan_visit(provider, plan, by=officer, today=today)
        if place:
            call_off_visit(visit, "Anordnaren har stängt för utbildning den dagen.", by=officer)
    for provider in others[2:]:  # made and not written down yet
        planned_on = today - timedelta(days=20)
        plan_visit(
            provider, Plan(today - timedelta(days=3), officer.user_id, "rota"), by=officer, today=planned_on
        )


def _made(provider: Provider, officer: Actor, day: date) -> None:
    plan = Plan(day, officer.user_id, "risk", "Flera rapporter har kommit sent.")
    visit = plan_visit(provider, plan, by=officer, today=day)
    questions = questions_of(visit.template)
    doors, ground = questions[0], questions[1]
    found = (
        Found("serious", "Nödutgången var blockerad av förråd.", doors),
        Found("minor", "En handledare saknades på schemat.", ground),
    )
    protocol = Protocol(
        held_on=day,
        present="Verksamhetschefen och en handledare.",
        answers={question.code: _answer(question, question in (doors, ground)) for question in questions},
        notes={each.question.code: each.text for each in found if each.question},
        found=found,
        summary="Verksamheten fungerar i stort väl. Två brister behöver åtgärdas.",
    )
    now = datetime.combine(day, time(15), SWEDEN)
    sign_protocol(visit, protocol, mark="", by=officer, now=now, today=day)


def _answer(question: Question, is_bad: bool) -> object:
    match question.kind:
        case Kind.YES_NO:
            return not is_bad
        case Kind.SCALE:
            return 4
        case Kind.NUMBER:
            return 12
    return "Se anteckningarna."


def _yearly_reports(cast: Cast, officer: Actor, today: date) -> None:
    """Most have sent theirs, and the officer has read most of those."""
    others = list(Provider.objects.filter(pk__in=cast.other_providers).order_by("name", "pk"))
    for place, provider in enumerate(others[: -len(others) // 4]):
        sent_on = date(today.year, 3, 3) + timedelta(days=2 * place)
        report = _reported(provider, cast.at_provider(provider.pk), sent_on)
        if place % 4:
            read_report(
                report, "Tack. Bra att deltagarna är med.", by=officer, today=sent_on + timedelta(days=20)
            )
    _reported(cast.provider, cast.provider_staff, date(today.year, 3, 15))


def _reported(provider: Provider, by: Actor, sent_on: date) -> QualityReport:
    answers = {question.code: _told(question) for question in standard_questions(YEARLY)}
    return send_report(
        provider,
        sent_on.year - 1,
        answers,
        mark="",
        by=by,
        now=datetime.combine(sent_on, time(10), SWEDEN),
        today=sent_on,
    )


def _told(question: Question) -> object:
    match question.kind:
        case Kind.TEXT:
            return "Vi frågar deltagarna varje kvartal och går igenom svaren i arbetslaget."
        case Kind.YES_NO:
            return True
        case Kind.SCALE:
            return 4
    return 3


def _voices(cast: Cast, today: date) -> None:
    """Each of some assignments is asked once, some time during the last year."""
    asked = 0
    assignments = Assignment.objects.filter(principal=cast.principal, provider=cast.provider)
    for assignment in assignments.select_related("case").order_by("-period", "pk"):
        day = today - timedelta(days=100 + 11 * asked)
        if asked == ASKED or not can_invite(assignment, cast.caseworker, day):
            continue
        code = invite(assignment, by=cast.caseworker, today=day)
        take_in(cast.principal.pk, code, _given(asked), day + timedelta(days=3))
        asked += 1


def _given(number: int) -> Given:
    return Given(
        satisfied=2 + (number * 7) % 4,
        language=LANGUAGES[number % len(LANGUAGES)],
        answers={"respect": 3 + number % 3, "influence": 2 + number % 4, "useful": 1 + number % 5},
        comment=SAYINGS[number % len(SAYINGS)],
    )


def _somebody(cast: Cast, role: Role) -> Actor:
    seats = Membership.objects.filter(principal=cast.principal, role=role)
    return actor_of(cast.principal, seats.select_related("user").order_by("id")[0].user.email)
