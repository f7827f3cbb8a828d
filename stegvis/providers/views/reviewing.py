"""The officer's and the decider's pages about organisations' applications."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.accounts.administration import tell_of
from stegvis.core import clock
from stegvis.core.answers import Answer
from stegvis.core.documents.days import days_in_words
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.core.parts import Tone
from stegvis.core.steps import Step
from stegvis.providers import applying, reviewing
from stegvis.providers.actions import review
from stegvis.providers.actions.decide_application import Outcome
from stegvis.providers.actions.decide_application import decide_application as decide
from stegvis.providers.deciding_permissions import DECIDERS, OFFICERS, READERS
from stegvis.providers.documents import levels_in_words
from stegvis.providers.forms.deciding import (
    ApplicationFilter,
    CompletionForm,
    DecideForm,
    ProposalForm,
    SendBackForm,
)
from stegvis.providers.models import Application, ConditionAnswer, ConditionVersion, Provider

SORTINGS = {
    "inkommen": Sorting("Inkommen", ("submitted_on", "id")),
    "namn": Sorting("Organisation", ("organisation_name", "id")),
}
USUAL_TIME = timedelta(days=21)
VERDICT_TONES: dict[str, Tone] = {
    "": Tone.NEUTRAL,
    ConditionAnswer.Verdict.FULFILLED: Tone.SUCCESS,
    ConditionAnswer.Verdict.UNCLEAR: Tone.WARNING,
    ConditionAnswer.Verdict.NOT_FULFILLED: Tone.DANGER,
}
STATE_TONES: dict[str, Tone] = {
    Application.State.SUBMITTED: Tone.INFO,
    Application.State.COMPLETION: Tone.WARNING,
    Application.State.PROPOSED: Tone.INFO,
}


@page(who=READERS)
def applications(request: ActorRequest) -> HttpResponse:
    """Those to handle, the oldest first; others by filter."""
    form = ApplicationFilter(request.GET, request.actor)
    listed = KeysetPage(form.applications().in_list(), SORTINGS, request.GET)
    context = {
        "form": form,
        "page": listed,
        "lines": [(each, STATE_TONES.get(each.state, Tone.NEUTRAL)) for each in listed.rows],
        "crumbs": [("Ansökningar", None)],
    }
    return render(request, "providers/reviewing/applications.html", context)


@page(who=READERS, shows=Application)
def application(request: ActorRequest, found: Application) -> HttpResponse:
    """All that the organisation has said, what was found of it, and what can be done now."""
    today = clock.today()
    conditions = _conditions(found, today)
    asked = [each["version"].pk for each in conditions]
    return render(
        request,
        "providers/reviewing/application.html",
        {
            "application": found,
            "state_tone": STATE_TONES.get(found.state, Tone.NEUTRAL),
            "steps": list(_steps(request, found, today)),
            "conditions": conditions,
            "not_tried": applying.judged_by_other_wordings(found, asked),
            "may_judge": request.actor.has(OFFICERS),
            "parts": _parts(found),
            "sites": found.sites.all(),
            "known": _known_already(found),
            "due_on": applying.awaited(found),
            "completions": found.completions.select_related("asked_by"),
            "proposals": _proposals(found),
            "decision": getattr(found, "decision", None),
            "crumbs": [("Ansökningar", reverse("applications")), (found.number, None)],
        },
    )


@page(who=OFFICERS, shows=Application)
def take_application(request: ActorRequest, found: Application) -> HttpResponse:
    form = _bare(request)
    if form.acts(lambda: review.take(found, by=request.actor)):
        messages.success(request, f"Du handlägger ansökan {found.number}.")
        return redirect(found)
    lead = f"{found.officer.display_name} handlägger den nu." if found.officer else ""
    return step_page(request, found, form, "Ta hand om ansökan", "Ta hand om ansökan", lead=lead)


@page(who=OFFICERS, shows=Application)
def ask_completion(request: ActorRequest, found: Application) -> HttpResponse:
    today = clock.today()
    form = CompletionForm(request.POST or None, initial={"due_on": today + USUAL_TIME})
    if form.acts(
        lambda: review.ask_for_completion(found, **form.cleaned_data, by=request.actor, today=today)
    ):
        messages.success(request, f"Begäran är skickad. Svaret ska komma senast {form.outcome.due_on}.")
        return redirect(found)
    return step_page(
        request,
        found,
        form,
        "Begär komplettering",
        "Skicka begäran",
        possible=reviewing.can_ask_for_completion(found, request.actor, today),
        questions=_questions(found),
    )


@page(who=OFFICERS, shows=Application)
def stop_waiting(request: ActorRequest, found: Application) -> HttpResponse:
    today = clock.today()
    form = _bare(request)
    if form.acts(lambda: review.stop_waiting(found, by=request.actor, today=today)):
        messages.success(request, "Ansökan prövas som den är.")
        return redirect(found)
    return step_page(
        request,
        found,
        form,
        "Fortsätt utan komplettering",
        "Fortsätt utan komplettering",
        possible=reviewing.can_stop_waiting(found, request.actor, today),
        lead="Den sökande kan inte längre ändra ansökan.",
    )


@page(who=OFFICERS, shows=Application)
def propose_application(request: ActorRequest, found: Application) -> HttpResponse:
    today = clock.today()
    form = ProposalForm(request.POST or None, initial={"start": max(today, found.wanted_from or today)})
    if form.acts(
        lambda: review.propose(
            found,
            form.outcome_given,
            form.cleaned_data["reasons"],
            form.period,
            by=request.actor,
            today=today,
        )
    ):
        messages.success(request, "Förslaget finns nu hos dem som beslutar.")
        return redirect(found)
    return step_page(
        request,
        found,
        form,
        "Föreslå beslut",
        "Lägg fram förslaget",
        possible=reviewing.can_propose(found, request.actor, today),
    )


@page(who=DECIDERS, shows=Application)
def decide_application(request: ActorRequest, found: Application) -> HttpResponse:
    """The proposal with its reasons, and the button: the decision cannot be undone."""
    today = clock.today()
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.acts(lambda: decide(found, by=request.actor, today=today, read=form.cleaned_data["proposal"])):
        _tell(request, form.outcome)
        return redirect(form.outcome.decision)
    proposal = reviewing.proposal_of(found)
    return render(
        request,
        "providers/reviewing/decide.html",
        {
            "application": found,
            "proposal": proposal,
            "days": days_in_words(proposal.period) if proposal and proposal.period else "",
            "parts": _parts(found),
            "conditions": _conditions(found, today),
            "known": _known_already(found),
            "form": form,
            "possible": reviewing.can_decide(found, request.actor, today),
            "may_send_back": reviewing.can_send_back(found, request.actor).ok,
            "crumbs": crumbs_of(found, "Besluta"),
        },
    )


@page(who=OFFICERS | DECIDERS, shows=Application)
def send_back_application(request: ActorRequest, found: Application) -> HttpResponse:
    form = SendBackForm(request.POST or None)
    if form.acts(
        lambda: review.send_back(found, form.cleaned_data["reason"], by=request.actor, today=clock.today())
    ):
        messages.success(request, "Ansökan är tillbaka hos handläggaren.")
        return redirect(found)
    return step_page(
        request,
        found,
        form,
        "Skicka tillbaka förslaget",
        "Skicka tillbaka",
        possible=reviewing.can_send_back(found, request.actor),
        lead="Ansökan handläggs vidare. Inget beslut fattas.",
    )


def _steps(request: ActorRequest, found: Application, today: date) -> Iterator[Step]:
    """What the reader's role can ever do, with whether it can be done now."""
    actor = request.actor
    is_open = found.state in applying.IN_HANDLING

    def step(key: str, title: str, answer: Answer, *, main: bool = False) -> Step:
        return Step(key, title, reverse(key, args=[found.pk]), answer, main=main)

    if actor.has(OFFICERS) and is_open:
        if found.officer_id != actor.user_id:
            yield step("take_application", "Ta hand om ansökan", Answer.yes())
        proposes = reviewing.can_propose(found, actor, today)
        yield step("propose_application", "Föreslå beslut", proposes, main=True)
        tries = reviewing.can_try_by(found, actor, None)
        if tries.ok:
            yield step("try_by_other_conditions", "Pröva enligt andra villkor", tries)
        asks = reviewing.can_ask_for_completion(found, actor, today)
        yield step("ask_completion", "Begär komplettering", asks)
        if found.state == Application.State.COMPLETION:
            goes_on = reviewing.can_stop_waiting(found, actor, today)
            yield step("stop_waiting", "Fortsätt utan komplettering", goes_on)
    if found.state != Application.State.PROPOSED:
        return
    if actor.has(DECIDERS):
        decides = reviewing.can_decide(found, actor, today)
        yield step("decide_application", "Besluta", decides, main=True)
    sends_back = reviewing.can_send_back(found, actor)
    if sends_back.ok:
        yield step("send_back_application", "Skicka tillbaka förslaget", sends_back)


def _conditions(found: Application, today: date) -> list[dict[str, Any]]:
    answers = {each.version_id: each for each in found.answers.prefetch_related("evidence__file")}
    return [_condition(version, answers.get(version.pk)) for version in applying.versions_asked(found, today)]


def _condition(version: ConditionVersion, answer: ConditionAnswer | None) -> dict[str, Any]:
    verdict = answer.verdict if answer else ""
    return {
        "version": version,
        "answer": answer,
        "papers": list(answer.evidence.all()) if answer else [],
        "verdict": answer.get_verdict_display() if answer and verdict else "Inte bedömt",
        "tone": VERDICT_TONES[verdict],
    }


def _questions(found: Application) -> list[tuple[str, str]]:
    """What the applicant is going to be asked, by condition."""
    unclear = found.answers.filter(verdict=ConditionAnswer.Verdict.UNCLEAR).select_related("version")
    return [(each.version.title, each.question) for each in unclear]


def _parts(found: Application) -> list[tuple[str, str]]:
    return [
        (part.intervention.name, levels_in_words(part.intervention_id, part.levels))
        for part in found.parts.select_related("intervention")
    ]


def _proposals(found: Application) -> list[dict[str, Any]]:
    rows = found.proposals.select_related("proposed_by", "returned__returned_by")
    return [{"row": each, "returned": getattr(each, "returned", None)} for each in rows]


def _known_already(found: Application) -> Provider | None:
    """The provider with the same number, when nobody signed in for it wrote the application."""
    if found.provider_id is not None:
        return None
    own = Provider.objects.filter(principal_id=found.principal_id)
    return own.filter(organisation_number=found.organisation_number).first()


def _tell(request: ActorRequest, outcome: Outcome) -> None:
    messages.success(request, f"Beslut {outcome.decision.number} är fattat. Den sökande har fått ett brev.")
    if outcome.invited is not None:
        tell_of(request, outcome.invited)
    if outcome.not_invited:
        messages.warning(
            request,
            f"Anordnaren fick ingen administratör: {outcome.not_invited} Ge någon annan där ett konto.",
        )


def step_page(
    request: ActorRequest,
    found: Application,
    form: Form,
    title: str,
    submit: str,
    *,
    possible: Answer | None = None,
    lead: str = "",
    questions: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {
        "application": found,
        "form": form,
        "title": title,
        "submit": submit,
        "lead": lead,
        "possible": possible or Answer.yes(),
        "questions": questions or [],
        "crumbs": crumbs_of(found, title),
    }
    return render(request, "providers/reviewing/step.html", context)


def crumbs_of(found: Application, title: str) -> list[tuple[str, str | None]]:
    return [("Ansökningar", reverse("applications")), (found.number, found.get_absolute_url()), (title, None)]


def _bare(request: ActorRequest) -> Form:
    """Nothing is asked for but the button."""
    return Form({} if request.method == "POST" else None)
