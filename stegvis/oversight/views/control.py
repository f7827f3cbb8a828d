"""The control of the log: what was found, how it is judged, and making a control."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock, readings
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.core.spreadsheets import Column, Kind, Sheet, spreadsheet
from stegvis.oversight import words
from stegvis.oversight.actions import can_judge, judge, run_control
from stegvis.oversight.actions.judge import latest
from stegvis.oversight.forms import ControlForm, FindingFilter, VerdictForm
from stegvis.oversight.models import Control, Finding, Reading
from stegvis.oversight.models.control import STATUSES, FindingQuerySet, Outcome
from stegvis.oversight.permissions import CONTROLLERS
from stegvis.registry import exports
from stegvis.registry.naming import shown_name

SORTINGS = {"tid": Sorting("Senast läst", ("last_at", "id"), descending=True)}
STATUS_WORDS = dict(STATUSES)
TONES = {
    Outcome.PROPER: "success",
    Outcome.ASKED: "warning",
    Outcome.IMPROPER: "warning",
    Outcome.CONFIRMED: "danger",
}
EARLIER_CONTROLS = 10
TITLE = "Loggkontroll"
MOST_EXPORTED = 10_000
COLUMNS = (
    Column("Användare", width=28),
    Column("Enhet", width=24),
    Column("Mönster", width=26),
    Column("Person", width=28),
    Column("Antal läsningar", Kind.NUMBER),
    Column("Första", width=18),
    Column("Sista", width=18),
    Column("Status", width=36),
)


@page(who=CONTROLLERS)
def findings(request: ActorRequest) -> HttpResponse:
    """What the controls have found, the latest first."""
    form = FindingFilter(request.GET, request.actor)
    listed = KeysetPage(form.findings().for_list(), SORTINGS, request.GET)
    people = [finding.person_id for finding in listed.rows if finding.person_id is not None]
    readings.listed(request.actor, "log_control", people)
    return render(
        request,
        "oversight/findings.html",
        {
            "form": form,
            "page": listed,
            "lines": [_line(finding) for finding in listed.rows],
            "export_url": f"{reverse('log_control_export')}?{request.GET.urlencode()}",
            "crumbs": [(TITLE, None)],
        },
    )


@page(who=CONTROLLERS)
def new_control(request: ActorRequest) -> HttpResponse:
    """Control a period."""
    form = ControlForm(request.POST or None, actor=request.actor, today=clock.today())
    if form.acts(lambda: _run(form, request)):
        found = form.outcome.findings.visible_to(request.actor).count()
        messages.success(
            request, f"Kontrollen är gjord. Den gav {found} nya träffar. Frö: {form.outcome.seed}."
        )
        return redirect("log_control")
    earlier = Control.objects.visible_to(request.actor).select_related("unit", "made_by").order_by("-id")
    return render(
        request,
        "oversight/new_control.html",
        {
            "form": form,
            "earlier": earlier[:EARLIER_CONTROLS],
            "crumbs": [(TITLE, reverse("log_control")), ("Kontrollera en period", None)],
        },
    )


@page(who=CONTROLLERS, shows=Finding)
def finding(request: ActorRequest, found: Finding) -> HttpResponse:
    """One finding: why it was picked out, its readings, how it has been judged; and judging it."""
    standing = latest(found)
    form = VerdictForm(request.POST or None, standing=standing.outcome if standing else "")
    if form.acts(lambda: _judge(form, found, request)):
        messages.success(request, "Bedömningen är sparad.")
        return redirect("log_control")
    shown = Finding.objects.for_list().get(pk=found.pk)
    return render(
        request,
        "oversight/finding.html",
        {
            "line": _line(shown),
            "explanation": words.EXPLANATIONS[shown.pattern],
            "more": shown.count - len(shown.reading_ids),
            "told": [_evidence(reading) for reading in Reading.objects.of_finding(shown)],
            "verdicts": [
                (verdict, Outcome(verdict.outcome).label, TONES[Outcome(verdict.outcome)])
                for verdict in shown.verdicts.select_related("decided_by").order_by("id")
            ],
            "answer": can_judge(shown, request.actor),
            "form": form,
            "crumbs": [(TITLE, reverse("log_control")), ("Träff", None)],
        },
    )


@page(who=CONTROLLERS, step_up=True)
@require_POST
def export(request: ActorRequest) -> HttpResponse:
    """Make an Excel file of the findings in the list."""
    form = FindingFilter(request.GET, request.actor)
    found = list(_first(form.findings()))
    sheet = Sheet("Träffar", COLUMNS, [_cells(each) for each in found])
    exports.offer(
        request.actor,
        TITLE,
        spreadsheet(TITLE, [sheet], by=request.actor.name, at=clock.now()),
        FileKind.EXCEL,
        what="log_control_export",
        rows=len(found),
        person_ids=[each.person_id for each in found if each.person_id is not None],
    )
    messages.success(request, "Filen är gjord. Hämta den här.")
    return redirect("my_exports")


def _run(form: ControlForm, request: ActorRequest) -> Control:
    asked = form.cleaned_data
    return run_control(
        form.period, asked["unit"], asked["sample_size"], asked["seed"], by=request.actor, now=clock.now()
    )


def _judge(form: VerdictForm, found: Finding, request: ActorRequest) -> object:
    asked = form.cleaned_data
    return judge(
        found, asked["outcome"], asked["note"], asked["follow_up"], by=request.actor, now=clock.now()
    )


def _first(found: FindingQuerySet) -> FindingQuerySet:
    return found.for_list().order_by("-last_at", "-id")[:MOST_EXPORTED]


def _line(found: Finding) -> dict[str, object]:
    """A finding in words, as the list and its own page show it."""
    status: str = found.status  # type: ignore[attr-defined]
    return {
        "finding": found,
        "reader": words.reader(found),
        "pattern": found.get_pattern_display(),
        "person": _whom(found),
        "status": STATUS_WORDS[status],
        "tone": TONES.get(Outcome(status), "info") if status in Outcome.values else "info",
    }


def _whom(found: Finding) -> str:
    if found.person is not None:
        return shown_name(found.person)
    return _people(found.people)


def _evidence(reading: Reading) -> tuple[words.Told, str, str]:
    person = shown_name(reading.person) if reading.person is not None else _people(len(reading.person_ids))
    return words.tell(reading), person, reading.case.number if reading.case is not None else ""


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} personer"


def _cells(found: Finding) -> tuple[object, ...]:
    line = _line(found)
    return (
        line["reader"],
        found.seat_unit.name if found.seat_unit else "",
        line["pattern"],
        line["person"],
        found.count,
        f"{found.first_at.astimezone(clock.SWEDEN):%Y-%m-%d %H:%M}",
        f"{found.last_at.astimezone(clock.SWEDEN):%Y-%m-%d %H:%M}",
        line["status"],
    )
