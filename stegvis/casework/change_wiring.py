"""What leaving a provider adds to the case page, its timeline, the start page and the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from stegvis.casework import facts, panels, record, record_print, timeline
from stegvis.casework.actions.change_provider import change_facts, changes_in, most_changes
from stegvis.casework.models import Case, ProviderChange, ProviderChangeAnswer
from stegvis.casework.permissions import may_choose, may_work_in
from stegvis.casework.record import Place, Source
from stegvis.casework.record_print import Part, filled, texts
from stegvis.casework.rules.changing_provider import can_ask
from stegvis.casework.timeline import Entry
from stegvis.core import waiting
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.documents.blocks import Block, Heading
from stegvis.core.once import once
from stegvis.core.parts import Tone
from stegvis.core.steps import Step
from stegvis.core.waiting import Line, Waiting
from stegvis.registry.naming import shown_name


def steps(case: Case, actor: Actor, today: date) -> Iterator[Step]:
    """To answer what is asked for; else, while a provider is chosen, to note that another is wanted."""
    changes, most = _changes(case), most_changes(case.principal_id, today)
    asked = {change.choice_id: change for change in changes if not hasattr(change, "answer")}
    for decision in facts.with_road(case).decisions.all():
        choice = decision.choice
        if choice is None:
            continue
        choice.case, choice.decision = case, decision
        name = decision.intervention.name
        if choice.pk in asked:
            url = reverse("answer_change", args=[asked[choice.pk].pk])
            title = f"Svara på önskan om byte av anordnare för {name}"
            yield Step(f"answer-change-{choice.pk}", title, url, may_work_in(actor, case), main=True)
        elif may_choose(actor, decision) & can_ask(change_facts(choice, changes, most), today=today):
            url = reverse("wish_for_change", args=[choice.pk])
            yield Step(f"change-{choice.pk}", f"Byt anordnare för {name}", url, may_work_in(actor, case))


def tell_changes(case: Case) -> Iterable[Entry]:
    """That another provider was wanted, what was answered, and the last day with the one before."""
    for change in _changes(case):
        provider = change.choice.provider.name
        if change.ground == ProviderChange.Ground.REVOKED:
            yield _lost(change)
            continue
        yield Entry(
            change.asked_on,
            f"Byte från {provider} önskat",
            f"{change.get_ground_display()}.",
            change.asked_by_whom,
        )
        answer = getattr(change, "answer", None)
        if answer is None:
            continue
        leaving = getattr(change, "leaving", None)
        told = f"Sista dag {leaving.last_day}." if leaving else answer.reason
        title = f"Byte från {provider} {'beviljat' if answer.granted else 'inte beviljat'}"
        tone = Tone.INFO if answer.granted else Tone.WARNING
        yield Entry(answer.answered_on, title, told, answer.answered_by_whom, tone=tone)


def _changes(case: Case) -> list[ProviderChange]:
    """Asked for once by the parts of the case's page."""
    return once(case, "changes of provider", lambda: changes_in(case))


def _lost(change: ProviderChange) -> Entry:
    """Nobody wished it: the provider may not go on."""
    leaving = getattr(change, "leaving", None)
    told = f"{change.reason} Sista dag {leaving.last_day}." if leaving else change.reason
    title = f"{change.choice.provider.name} kan inte vara anordnare längre"
    return Entry(change.asked_on, title, told, change.asked_by_whom, tone=Tone.WARNING)


def changes_in_record(case: Case) -> Iterator[Block]:
    """All of it, for the printed record."""
    for change in changes_in(case):
        answer, leaving = getattr(change, "answer", None), getattr(change, "leaving", None)
        yield Heading(f"Önskan om byte från {change.choice.provider.name}", 2)
        yield filled(
            ("Begärt", change.asked_on),
            ("Av", change.asked_by_whom),
            ("Skäl", change.get_ground_display()),
            ("Svar", "" if answer is None else "Beviljat" if answer.granted else "Inte beviljat"),
            ("Besvarat", f"{answer.answered_on} {answer.answered_by_whom}" if answer else ""),
            ("Sista dag", leaving.last_day if leaving else ""),
        )
        yield from texts(("Med egna ord", change.reason), ("Varför svaret", answer.reason if answer else ""))


def unanswered(actor: Actor, today: date) -> QuerySet[ProviderChange]:
    """Wishes in the actor's own cases, the oldest first."""
    mine = Case.objects.visible_to(actor).open().held_by(actor.user_id)
    asked = ProviderChange.objects.filter(principal=actor.principal_id, choice__case__in=mine.values("pk"))
    return (
        asked.unanswered()
        .select_related("choice__case__person", "choice__provider")
        .order_by("asked_on", "id")
    )


def change_line(change: ProviderChange, today: date) -> Line:
    case = change.choice.case
    return Line(
        f"{shown_name(case.person)}, ärende {case.number}",
        reverse("answer_change", args=[change.pk]),
        since=change.asked_on,
        note=f"Vill byta från {change.choice.provider.name}",
    )


def _found_wish(change: ProviderChange) -> Place:
    return Place("Önskan om byte av anordnare", change.asked_on, reverse("answer_change", args=[change.pk]))


def _found_answer(answer: ProviderChangeAnswer) -> Place:
    url = reverse("answer_change", args=[answer.change_id])
    return Place("Svar på önskan om byte", answer.answered_on, url)


panels.register_steps(steps, panels.Group.DECIDE)
record.register(
    Source(
        "Byte av anordnare",
        lambda case: ProviderChange.objects.filter(choice__case=case),
        ("reason",),
        _found_wish,
    ),
    Source(
        "Byte av anordnare",
        lambda case: ProviderChangeAnswer.objects.filter(change__choice__case=case),
        ("reason",),
        _found_answer,
    ),
)
timeline.register(tell_changes)
waiting.register(
    Waiting("change_provider", "Önskningar om byte av anordnare", CASEWORKERS, unanswered, change_line)
)
record_print.register(Part(45, "byten", "Byten av anordnare", changes_in_record))
