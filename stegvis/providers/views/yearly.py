"""The pages about the yearly reports: who has sent, writing one, and reading and answering it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS
from stegvis.core.answers import Refused, Stale
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers.actions import quality_reports as acts
from stegvis.providers.forms.questions import MarkForm
from stegvis.providers.forms.yearly import ReadForm, ReportFilter, YearlyForm
from stegvis.providers.models import CONTROLLING, Provider, QualityReport
from stegvis.providers.quality_templates import questions_of
from stegvis.providers.rules.questions import in_words
from stegvis.providers.rules.yearly import due_on, latest_year, status
from stegvis.providers.yearly_reports import owing

SORTINGS = {"namn": Sorting("Anordnare", ("name", "id"))}
SAVE, QUIETLY = "spara", "autospara"
TITLE = "Kvalitetsrapporter"
FIRST_YEAR = 2000
"""Earlier than any report that a provider could owe."""


@page(who=CONTROLLING)
def reports(request: ActorRequest) -> HttpResponse:
    """Every provider that owes a report of the year, and how far it has come."""
    today = clock.today()
    form = ReportFilter(request.GET, latest=latest_year(today))
    year = form.wanted_year
    found = form.narrow(owing(Provider.objects.visible_to(request.actor), year))
    listed = KeysetPage(found, SORTINGS, request.GET)
    return render(
        request,
        "providers/quality_reports.html",
        {
            "form": form,
            "year": year,
            "due": due_on(year),
            "page": listed,
            "lines": [(row, _status_of(row, year, today)) for row in listed.rows],
            "crumbs": [("Kvalitetsbesök", reverse("quality_visits")), (TITLE, None)],
        },
    )


def _status_of(row: Any, year: int, today: Any) -> str:
    return status(
        is_begun=row.report_id is not None,
        is_sent=row.report_sent is not None,
        is_read=row.report_read is not None,
        year=year,
        today=today,
    )


@page(who=CONTROLLING | PROVIDERS, shows=QualityReport)
def report(request: ActorRequest, found: QualityReport) -> HttpResponse:
    """What the provider has told, and what the principal answers."""
    controls = request.actor.has(CONTROLLING)
    if found.sent_on is None:
        return redirect("write_quality_report", found.provider_id, found.year)
    form = ReadForm(request.POST or None)
    if controls and form.acts(
        lambda: acts.read_report(found, form.cleaned_data["comment"], by=request.actor, today=clock.today())
    ):
        messages.success(request, "Rapporten är läst.")
        return redirect("quality_report", found.pk)
    listed = [(TITLE, reverse("quality_reports"))] if controls else []
    return render(
        request,
        "providers/quality_report.html",
        {
            "report": found,
            "provider": found.provider,
            "lines": [
                (question.text, in_words(question, found.answers.get(question.code)))
                for question in questions_of(found.template)
            ],
            "form": form,
            "may_answer": acts.can_read(found, by=request.actor).ok,
            "crumbs": [
                *listed,
                (found.provider.name, found.provider.get_absolute_url()),
                (f"Kvalitetsrapport {found.year}", None),
            ],
        },
    )


# --- the provider's own -------------------------------------------------------------------------------------


@page(who=PROVIDERS, shows=Provider)
def write(request: ActorRequest, provider: Provider, year: int) -> HttpResponse:
    """Draws the report or its draft; keeps what is typed; sends it."""
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    begun = acts.report_of(provider, year)
    if begun is not None and begun.sent_on is not None:
        return redirect("quality_report", begun.pk)
    template = acts.template_of(provider, year, clock.today())
    questions = questions_of(template) if template else ()
    if request.method != "POST":
        typed = begun.answers.get("typed", {}) if begun else {}
        return _draw(
            request, provider, year, YearlyForm(initial=typed, questions=questions), acts.mark_of(begun)
        )
    form = YearlyForm(request.POST, questions=questions)
    mark = MarkForm(request.POST).mark()
    if QUIETLY in request.POST:
        return _keep_quietly(request, provider, year, form, mark)
    if SAVE in request.POST:
        return _keep(request, provider, year, form, mark)
    return _send(request, provider, year, form, mark)


def _save(request: ActorRequest, provider: Provider, year: int, form: YearlyForm, mark: str) -> QualityReport:
    return acts.save_report(provider, year, form.typed(), mark=mark, by=request.actor, now=clock.now())


def _keep_quietly(
    request: ActorRequest, provider: Provider, year: int, form: YearlyForm, mark: str
) -> HttpResponse:
    """For the script: the new mark, or that it was refused."""
    try:
        saved = _save(request, provider, year, form, mark)
    except Refused:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"Draft-Mark": acts.mark_of(saved)})


def _keep(request: ActorRequest, provider: Provider, year: int, form: YearlyForm, mark: str) -> HttpResponse:
    try:
        _save(request, provider, year, form, mark)
    except Refused as refused:
        return _told(request, provider, year, form, refused, mark)
    messages.success(request, "Utkastet är sparat.")
    return redirect("write_quality_report", provider.pk, year)


def _send(request: ActorRequest, provider: Provider, year: int, form: YearlyForm, mark: str) -> HttpResponse:
    sent = form.acts(
        lambda: acts.send_report(
            provider,
            year,
            form.answers(),
            mark=mark,
            by=request.actor,
            now=clock.now(),
            today=clock.today(),
        )
    )
    if sent:
        messages.success(request, f"Kvalitetsrapporten för {year} är inskickad.")
        return redirect("quality_report", form.outcome.pk)
    try:  # what is missing is shown, and nothing that was typed is lost
        mark = acts.mark_of(_save(request, provider, year, form, mark))
    except Refused as refused:
        return _told(request, provider, year, form, refused, mark)
    return _draw(request, provider, year, form, mark)


def _told(
    request: ActorRequest, provider: Provider, year: int, form: YearlyForm, refused: Refused, mark: str
) -> HttpResponse:
    """With what was typed kept. When it was saved elsewhere the next saving replaces that, knowingly."""
    form.is_valid()
    if isinstance(refused, Stale):
        mark = acts.mark_of(acts.report_of(provider, year))
        form.add_error(
            None,
            "Rapporten har sparats i ett annat fönster sedan du öppnade den. "
            "Spara igen om det som står här ska gälla, eller läs in sidan för att se det andra.",
        )
    else:
        told = form.non_field_errors()
        form.show(problem for problem in refused.problems if problem.message not in told)
    return _draw(request, provider, year, form, mark)


def _draw(request: ActorRequest, provider: Provider, year: int, form: YearlyForm, mark: str) -> HttpResponse:
    return render(
        request,
        "providers/write_quality_report.html",
        {
            "provider": provider,
            "year": year,
            "due": due_on(year),
            "form": form,
            "mark": mark,
            "begun": acts.report_of(provider, year),
            "answer": acts.can_write(provider, year, by=request.actor, today=clock.today()),
            "crumbs": [(provider.name, provider.get_absolute_url()), (f"Kvalitetsrapport {year}", None)],
        },
    )
