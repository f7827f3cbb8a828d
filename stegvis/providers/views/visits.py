"""The pages about quality visits: whom to visit, the plan, the protocol on site, and the signed one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock, readings
from stegvis.core.actor import PROVIDERS
from stegvis.core.answers import Answer, Refused, Stale
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.edge.rates import FILES, limited
from stegvis.core.files.handing_out import as_attachment
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.core.steps import Step
from stegvis.providers.actions import visits as acts
from stegvis.providers.forms.questions import MarkForm
from stegvis.providers.forms.visits import CallOffForm, PlanVisitForm, ProtocolForm, VisitFilter
from stegvis.providers.models import CONTROLLING, Provider, QualityVisit
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.quality_permissions import may_visit
from stegvis.providers.quality_templates import questions_of
from stegvis.providers.rules.questions import in_words, is_low
from stegvis.providers.rules.visiting import ranked
from stegvis.providers.visit_documents import found_at, protocol_document
from stegvis.providers.visit_risk import risk_facts
from stegvis.providers.visit_stages import visit_tag, with_tags

SORTINGS = {
    "dag": Sorting("Planerat", ("planned_on", "id"), descending=True),
    "anordnare": Sorting("Anordnare", ("provider__name", "id")),
}
SAVE, QUIETLY = "spara", "autospara"
USUAL_NOTICE = timedelta(days=14)
MOST_PROPOSED = 100
MOST_SHOWN_LATE = 20
Crumbs = list[tuple[str, str | None]]


@page(who=CONTROLLING)
def visits(request: ActorRequest) -> HttpResponse:
    """Those whose day is past and that have no protocol stand first and by themselves, then all others."""
    today = clock.today()
    form = VisitFilter(request.GET, actor=request.actor, today=today)
    found = form.narrow(QualityVisit.objects.visible_to(request.actor)).select_related("provider", "visitor")
    late: list[QualityVisit] = []
    if form.is_of_all_states():
        late = list(found.to_document(today).order_by("planned_on", "id")[: MOST_SHOWN_LATE + 1])
        found = found.without_those_to_document(today)
    page = KeysetPage(found, SORTINGS, request.GET)
    return render(
        request,
        "providers/visits.html",
        {
            "form": form,
            "to_document": late[:MOST_SHOWN_LATE],
            "has_more_to_document": len(late) > MOST_SHOWN_LATE,
            "page": page,
            "lines": with_tags(page.rows, today),
            "may_plan": request.actor.has(KEEPERS),
            "export_url": f"{reverse('quality_visits_export')}?{request.GET.urlencode()}",
            "crumbs": [("Kvalitetsbesök", None)],
        },
    )


@page(who=KEEPERS)
def proposals(request: ActorRequest) -> HttpResponse:
    """Whom to visit first, each place in the queue with its reasons. A human decides."""
    today = clock.today()
    every = ranked(risk_facts(request.actor.principal_id, today), today)
    planned = sorted(
        (each for each in every if each.facts.open_visit is not None),
        key=lambda each: each.facts.open_visit or today,
    )
    return render(
        request,
        "providers/visit_proposals.html",
        {
            "ranked": [each for each in every if each.facts.open_visit is None][:MOST_PROPOSED],
            "planned": planned[:MOST_PROPOSED],
            "more_planned": len(planned[MOST_PROPOSED:]),
            "today": today,
            "crumbs": [*_crumbs(request)[:1], ("Vilka behöver besök", None)],
        },
    )


@page(who=KEEPERS, shows=Provider)
def plan(request: ActorRequest, provider: Provider) -> HttpResponse:
    today = clock.today()
    initial = {"planned_on": today + USUAL_NOTICE, "visitor": request.actor.user_id, "is_announced": True}
    form = PlanVisitForm(request.POST or None, provider=provider, today=today, initial=initial)
    if form.acts(lambda: acts.plan_visit(provider, form.plan(), by=request.actor, today=today)):
        messages.success(request, f"Besöket är planerat {form.outcome.planned_on}.")
        return redirect(form.outcome)
    answer = acts.can_plan(provider, today, by=request.actor, today=today)
    return _step(
        request, form, provider, title="Planera kvalitetsbesök", submit="Planera besöket", answer=answer
    )


@page(who=CONTROLLING | PROVIDERS, shows=QualityVisit)
def visit(request: ActorRequest, found: QualityVisit) -> HttpResponse:
    """A visit: the plan, and when it is signed what was seen. The provider sees no reason for the visit."""
    controls = request.actor.has(CONTROLLING)
    return render(
        request,
        "providers/visit.html",
        {
            "visit": found,
            "provider": found.provider,
            "controls": controls,
            "stage": visit_tag(found, clock.today()),
            "steps": _possible(request, found),
            "lines": _lines(found),
            "deficiencies": found_at(found),
            "crumbs": [*_crumbs(request, found)[:-1], (_title(found), None)],
        },
    )


@page(who=KEEPERS, shows=QualityVisit)
def replan(request: ActorRequest, found: QualityVisit) -> HttpResponse:
    today = clock.today()
    names = ("planned_on", "site", "visitor", "why", "why_text", "is_announced")
    initial = {name: getattr(found, name) for name in names}
    form = PlanVisitForm(request.POST or None, provider=found.provider, today=today, initial=initial)
    if form.acts(lambda: acts.replan_visit(found, form.plan(), by=request.actor, today=today)):
        messages.success(request, "Besöket är omplanerat.")
        return redirect(found)
    answer = acts.can_replan(found, today, by=request.actor, today=today)
    return _step(
        request, form, found.provider, title="Planera om", submit="Spara", answer=answer, visit=found
    )


@page(who=KEEPERS, shows=QualityVisit)
def call_off(request: ActorRequest, found: QualityVisit) -> HttpResponse:
    form = CallOffForm(request.POST or None)
    if form.acts(lambda: acts.call_off_visit(found, form.cleaned_data["reason"], by=request.actor)):
        messages.success(request, "Besöket är inställt.")
        return redirect(found)
    return _step(
        request,
        form,
        found.provider,
        title="Ställ in besöket",
        submit="Ställ in besöket",
        answer=acts.can_call_off(found, "–", by=request.actor),
        visit=found,
        lead="Besöket finns kvar i listan med ditt skäl.",
    )


# --- on site ------------------------------------------------------------------------------------------------


@page(who=KEEPERS, shows=QualityVisit)
def protocol(request: ActorRequest, found: QualityVisit) -> HttpResponse:
    """Draws the protocol or its draft; keeps what is typed; signs."""
    questions = questions_of(found.template)
    if request.method != "POST":
        typed = {} if found.signed_at else found.answers.get("typed", {})
        form = ProtocolForm(initial={"held_on": clock.today(), **typed}, questions=questions)
        return _draw(request, found, form, acts.mark_of(found))
    form = ProtocolForm(request.POST, questions=questions)
    mark = MarkForm(request.POST).mark()
    if QUIETLY in request.POST:
        return _keep_quietly(request, found, form, mark)
    if SAVE in request.POST:
        return _keep(request, found, form, mark)
    return _sign(request, found, form, mark)


def _save(request: ActorRequest, found: QualityVisit, form: ProtocolForm, mark: str) -> QualityVisit:
    return acts.save_protocol(found, form.typed(), mark=mark, by=request.actor, now=clock.now())


def _keep_quietly(request: ActorRequest, found: QualityVisit, form: ProtocolForm, mark: str) -> HttpResponse:
    """For the script: the new mark, or that it was refused."""
    try:
        saved = _save(request, found, form, mark)
    except Refused:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"Draft-Mark": acts.mark_of(saved)})


def _keep(request: ActorRequest, found: QualityVisit, form: ProtocolForm, mark: str) -> HttpResponse:
    try:
        _save(request, found, form, mark)
    except Refused as refused:
        return _told(request, found, form, refused, mark)
    messages.success(request, "Utkastet är sparat.")
    return redirect("quality_visit_protocol", found.pk)


def _sign(request: ActorRequest, found: QualityVisit, form: ProtocolForm, mark: str) -> HttpResponse:
    signed = form.acts(
        lambda: acts.sign_protocol(
            found, form.protocol(), mark=mark, by=request.actor, now=clock.now(), today=clock.today()
        )
    )
    if signed:
        messages.success(request, "Protokollet är undertecknat.")
        return redirect(found)
    try:  # what is missing is shown, and nothing that was typed is lost
        mark = acts.mark_of(_save(request, found, form, mark))
    except Refused as refused:
        return _told(request, found, form, refused, mark)
    return _draw(request, found, form, mark)


def _told(
    request: ActorRequest, found: QualityVisit, form: ProtocolForm, refused: Refused, mark: str
) -> HttpResponse:
    """With what was typed kept. When it was saved elsewhere the next saving replaces that, knowingly."""
    form.is_valid()
    if isinstance(refused, Stale):
        found.refresh_from_db()
        mark = acts.mark_of(found)
        form.add_error(
            None,
            "Protokollet har sparats i ett annat fönster sedan du öppnade det. "
            "Spara igen om det som står här ska gälla, eller läs in sidan för att se det andra.",
        )
    else:
        told = form.non_field_errors()
        form.show(problem for problem in refused.problems if problem.message not in told)
    return _draw(request, found, form, mark)


def _draw(request: ActorRequest, found: QualityVisit, form: ProtocolForm, mark: str) -> HttpResponse:
    return render(
        request,
        "providers/visit_protocol.html",
        {
            "visit": found,
            "provider": found.provider,
            "form": form,
            "mark": mark,
            "answer": acts.can_write(found, by=request.actor),
            "crumbs": [*_crumbs(request, found), ("Protokoll", None)],
        },
    )


@page(who=CONTROLLING | PROVIDERS, shows=QualityVisit)
@limited(FILES)
def download(request: ActorRequest, found: QualityVisit) -> HttpResponse:
    """The signed protocol as PDF, to save."""
    if found.signed_at is None:
        messages.error(request, "Protokollet är inte undertecknat än.")
        return redirect(found)
    content = as_pdf(protocol_document(found))
    readings.note(request.actor, readings.Kind.DOWNLOADED, what="quality_visit_pdf", record=found)
    return as_attachment(content, f"Kvalitetsbesök {found.held_on}.pdf", "application/pdf")


# --- shared -------------------------------------------------------------------------------------------------


def _possible(request: ActorRequest, found: QualityVisit) -> list[Step]:
    """The buttons of a visit: none when it is signed or called off."""
    actor = request.actor
    if not may_visit(actor, found.provider).ok or not acts.state_of(found).is_open().ok:
        return []
    places = [
        ("Skriv protokoll", "quality_visit_protocol", acts.can_write(found, by=actor).ok),
        ("Planera om", "replan_quality_visit", True),
        ("Ställ in", "call_off_quality_visit", True),
    ]
    return [
        Step(name, title, reverse(name, args=[found.pk]), Answer.yes(), main=name == "quality_visit_protocol")
        for title, name, is_open in places
        if is_open
    ]


def _lines(found: QualityVisit) -> list[dict[str, Any]]:
    if not found.signed_at:
        return []
    answers, notes = found.answers.get("answers", {}), found.answers.get("notes", {})
    return [
        {
            "text": question.text,
            "answer": in_words(question, answers.get(question.code)),
            "is_low": is_low(question, answers.get(question.code)),
            "note": notes.get(question.code, ""),
        }
        for question in questions_of(found.template)
    ]


def _title(found: QualityVisit) -> str:
    return f"Kvalitetsbesök {found.held_on or found.planned_on}"


def _crumbs(request: ActorRequest, found: QualityVisit | None = None) -> Crumbs:
    listed: Crumbs = [("Kvalitetsbesök", reverse("quality_visits"))] if request.actor.has(CONTROLLING) else []
    if found is None:
        return listed
    name = found.provider.name
    return [*listed, (name, found.provider.get_absolute_url()), (_title(found), found.get_absolute_url())]


def _step(
    request: ActorRequest,
    form: Form,
    provider: Provider,
    *,
    title: str,
    submit: str,
    answer: Answer,
    visit: QualityVisit | None = None,
    lead: str = "",
) -> HttpResponse:
    """Shows the step. When it cannot be taken now, the page says why in place of the form."""
    back = visit or provider
    crumbs = _crumbs(request, visit) if visit else [(provider.name, provider.get_absolute_url())]
    context = {
        "form": form,
        "provider": provider,
        "title": title,
        "submit": submit,
        "lead": lead,
        "answer": answer,
        "back_url": back.get_absolute_url(),
        "crumbs": [*crumbs, (title, None)],
    }
    return render(request, "providers/quality_step.html", context)
