"""The pages of an application that is being written, the same by the secret link and signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.catalogue.models import Intervention
from stegvis.core.answers import Answer, Refused
from stegvis.core.forms import Form
from stegvis.core.parts import Tone
from stegvis.providers import applying
from stegvis.providers.actions import apply as actions
from stegvis.providers.actions import fill_in
from stegvis.providers.applicants import Applicant, may_write
from stegvis.providers.applying import Asked
from stegvis.providers.forms.applying import (
    AnswerForm,
    FactsForm,
    PartsForm,
    SiteForm,
    facts_initial,
    parts_initial,
)
from stegvis.providers.models import Application, Evidence, ProviderDecision
from stegvis.providers.rules import applying as rules
from stegvis.providers.rules.applying import State
from stegvis.registry import files

TONES = {
    State.DRAFT: Tone.NEUTRAL,
    State.SUBMITTED: Tone.INFO,
    State.COMPLETION: Tone.WARNING,
    State.PROPOSED: Tone.INFO,
    State.DECIDED: Tone.SUCCESS,
    State.WITHDRAWN: Tone.NEUTRAL,
}


@dataclass(frozen=True)
class Desk:
    """Where one application is written: by whom, on which day, under which addresses and frame."""

    application: Application
    applicant: Applicant
    today: date
    prefix: str
    """The beginning of the names of the addresses."""
    key: int | str
    """What the addresses are told the application by."""
    base: str
    crumbs: tuple[tuple[str, str | None], ...] = ()

    def url(self, page: str = "", *others: int) -> str:
        name = "_".join(filter(None, [self.prefix, page]))
        return reverse(name, args=[self.key, *others])

    def paper_url(self, evidence: Evidence) -> str:
        if self.applicant.application_id is not None:
            return self.url("evidence", evidence.pk)
        return reverse("evidence", args=[evidence.pk])

    def document_url(self, decision: ProviderDecision) -> str:
        if self.applicant.application_id is not None:
            return self.url("decision")
        return reverse("provider_decision_document", args=[decision.pk])

    @property
    def state(self) -> State:
        return State(self.application.state)

    def draw(self, request: HttpRequest, template: str, title: str = "", **context: Any) -> HttpResponse:
        crumbs = list(self.crumbs)
        if crumbs and title:
            crumbs = [*crumbs, (_name_of(self.application), self.url()), (title, None)]
        elif crumbs:
            crumbs = [*crumbs, (_name_of(self.application), None)]
        frame = {
            "desk": self,
            "base": self.base,
            "application": self.application,
            "title": title,
            "home": self.url(),
            "crumbs": crumbs,
        }
        return render(request, template, frame | context)


def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is done, what is left, what the officer asks for, what was decided."""
    conditions = applying.asked(desk.application, desk.today)
    facts = applying.facts_of(desk.application, conditions)
    completes = desk.state == State.COMPLETION
    can_fill_in = fill_in.can_fill_in(desk.application, desk.applicant).ok
    decision = getattr(desk.application, "decision", None) if desk.state == State.DECIDED else None
    return desk.draw(
        request,
        "providers/application/overview.html",
        note="Allt sparas efter hand. Ni kan fortsätta en annan dag." if can_fill_in else "",
        goes_on=desk.application.goes_on if _is_thinned(desk) else None,
        name=_name_of(desk.application),
        tone=TONES[desk.state],
        can_fill_in=can_fill_in,
        can_choose_parts=fill_in.can_choose_parts(desk.application, desk.applicant).ok,
        can_withdraw=fill_in.can_withdraw(desk.application, desk.applicant).ok,
        may_write=may_write(desk.applicant, desk.application),
        has_contact=facts.has_contact,
        is_ready=rules.may_send(facts).ok,
        conditions=[(each, desk.url("condition", each.version.pk)) for each in conditions],
        urls={page: desk.url(page) for page in ("facts", "parts", "sites", "send", "withdraw")},
        parts=_parts_in_words(desk),
        sites=list(desk.application.sites.all()),
        request_for_completion=desk.application.completions.first() if completes else None,
        decision=decision,
        document_url=desk.document_url(decision) if decision else "",
    )


def facts_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = FactsForm(request.POST or None, initial=facts_initial(desk.application))
    if form.acts(lambda: fill_in.save_facts(desk.application, form.facts, by=desk.applicant)):
        messages.success(request, "Uppgifterna är sparade.")
        return redirect(desk.url())
    answer = fill_in.can_fill_in(desk.application, desk.applicant)
    return desk.draw(
        request,
        "providers/application/form.html",
        "Uppgifter om organisationen",
        form=form,
        answer=answer,
        submit="Spara",
    )


def parts_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = PartsForm(
        request.POST if request.method == "POST" else None,
        interventions=_offered(desk),
        initial=parts_initial(desk.application),
    )
    if form.acts(lambda: fill_in.choose_parts(desk.application, form.wanted, by=desk.applicant)):
        messages.success(request, "Insatserna är sparade.")
        return redirect(desk.url())
    answer = fill_in.can_choose_parts(desk.application, desk.applicant)
    return desk.draw(
        request, "providers/application/parts.html", "Insatser som ni söker för", form=form, answer=answer
    )


def sites_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The sites, one more at a time, and a button to take each away."""
    taken = request.POST.get("ta_bort", "")
    if taken.isdecimal() and len(taken) < len(str(2**63)):
        return _done(
            request,
            desk.url("sites"),
            "Platsen är borttagen.",
            lambda: fill_in.remove_site(desk.application, int(taken), by=desk.applicant),
        )
    form = SiteForm(request.POST or None)
    if form.acts(lambda: fill_in.add_site(desk.application, form.place, by=desk.applicant)):
        messages.success(request, "Platsen är tillagd.")
        return redirect(desk.url("sites"))
    return desk.draw(
        request,
        "providers/application/sites.html",
        "Platser",
        form=form,
        answer=fill_in.can_fill_in(desk.application, desk.applicant),
        sites=list(desk.application.sites.all()),
    )


def condition_page(request: HttpRequest, desk: Desk, version_id: int) -> HttpResponse:
    """One condition: its wording, how it is controlled, the answer and its papers."""
    conditions = applying.asked(desk.application, desk.today)
    place = next((at for at, each in enumerate(conditions) if each.version.pk == version_id), None)
    if place is None:
        raise Http404
    found = conditions[place]
    taken = request.POST.get("ta_bort", "")
    if taken.isdecimal() and len(taken) < len(str(2**63)):
        return _done(
            request,
            desk.url("condition", version_id),
            "Underlaget är borttaget.",
            lambda: fill_in.remove_evidence(
                desk.application, int(taken), by=desk.applicant, today=desk.today
            ),
        )
    form = AnswerForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), initial=_answered(desk, found)
    )
    if form.acts(
        lambda: fill_in.answer_condition(
            desk.application, found.version, **form.cleaned_data, by=desk.applicant, today=desk.today
        )
    ):
        messages.success(request, "Svaret är sparat.")
        return redirect(_next(desk, conditions, place, request))
    return desk.draw(
        request,
        "providers/application/condition.html",
        found.version.title,
        form=form,
        asked=found,
        answer=_may_answer(desk, found),
        number=place + 1,
        count=len(conditions),
        is_last=place + 1 == len(conditions),
        question=found.question if desk.state == State.COMPLETION else "",
        evidence=_papers(desk, found),
    )


def send_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything that is missing, or the button."""
    facts = applying.facts_of(desk.application, applying.asked(desk.application, desk.today))
    completes = desk.state == State.COMPLETION
    title = "Skicka kompletteringen" if completes else "Skicka in ansökan"
    form = _bare(request)
    if form.acts(lambda: actions.send_in(desk.application, by=desk.applicant, today=desk.today)):
        sent: Application = form.outcome
        messages.success(request, f"Ansökan {sent.number} är inskickad.")
        return redirect(desk.url())
    answer = may_write(desk.applicant, desk.application) & rules.may_send(facts)
    return desk.draw(
        request, "providers/application/send.html", title, form=form, answer=answer, completes=completes
    )


def withdraw_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = _bare(request)
    if form.acts(lambda: actions.withdraw(desk.application, by=desk.applicant)):
        messages.success(request, "Ansökan är återtagen.")
        return redirect(desk.url())
    title = "Kasta utkastet" if desk.state == State.DRAFT else "Återta ansökan"
    answer = fill_in.can_withdraw(desk.application, desk.applicant)
    return desk.draw(request, "providers/application/withdraw.html", title, form=form, answer=answer)


def paper(request: HttpRequest, evidence: Evidence, back: str) -> HttpResponse:
    """The file to save, or why nobody may have it yet."""
    try:
        return files.hand_out(evidence.file)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)


def _is_thinned(desk: Desk) -> bool:
    """Begun by a link and not sent in: removed when nobody writes in it."""
    return desk.state == State.DRAFT and desk.applicant.application_id is not None


def _bare(request: HttpRequest) -> Form:
    """Nothing is asked for but the button."""
    return Form({} if request.method == "POST" else None)


def _done(request: HttpRequest, url: str, told: str, act: Any) -> HttpResponse:
    try:
        act()
        messages.success(request, told)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(url)


def _next(desk: Desk, conditions: list[Asked], place: int, request: HttpRequest) -> str:
    if "vidare" not in request.POST:
        return desk.url("condition", conditions[place].version.pk)
    if place + 1 < len(conditions):
        return desk.url("condition", conditions[place + 1].version.pk)
    return desk.url()


def _answered(desk: Desk, found: Asked) -> dict[str, Any]:
    if found.answer is not None:
        return {"confirms": found.answer.confirms, "text": found.answer.text}
    return {"text": applying.earlier_text(desk.application, found.version)}


def _may_answer(desk: Desk, found: Asked) -> Answer:
    return may_write(desk.applicant, desk.application) & rules.may_change_answer(
        desk.state, is_fulfilled=found.is_fulfilled
    )


def _papers(desk: Desk, found: Asked) -> list[tuple[Evidence, str]]:
    if found.answer is None:
        return []
    listed = found.answer.evidence.select_related("file")
    return [(each, desk.paper_url(each)) for each in listed]


def _offered(desk: Desk) -> list[Intervention]:
    """What residents choose a provider for, and what has been sought already."""
    sought = set(desk.application.parts.values_list("intervention_id", flat=True))
    every = Intervention.objects.filter(principal_id=desk.application.principal_id)
    return [
        each
        for each in every.with_what_holds_on(desk.today)
        if each.pk in sought or (each.chosen_by_person and each.current_terms)
    ]


def _parts_in_words(desk: Desk) -> list[str]:
    """Each intervention with the names of its levels; a level that is gone is told by its code."""
    parts = list(desk.application.parts.select_related("intervention"))
    if not parts:
        return []
    names = {
        level.code: level.name
        for each in Intervention.objects.filter(pk__in=[p.intervention_id for p in parts]).with_what_holds_on(
            desk.today
        )
        for terms in each.current_terms
        for level in terms.levels.all()
    }
    return [
        f"{part.intervention.name}: {', '.join(names.get(code, code) for code in part.levels)}"
        if part.levels
        else part.intervention.name
        for part in parts
    ]


def _name_of(application: Application) -> str:
    if application.submitted_on is None:
        return "Utkast till ansökan"
    return f"Ansökan {application.number}"
