"""The comparison of providers with what lies behind it, for those who follow it up, and its terms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.catalogue.models import Intervention, Level
from stegvis.core import clock, readings
from stegvis.core.cells import taken_out
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.files.handing_out import as_attachment
from stegvis.core.files.kinds import FileKind
from stegvis.core.numbers import format_decimal
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.models import ComparisonRun, ComparisonTerms
from stegvis.providers.results import MEASURES, run_shown_on
from stegvis.registry.background import enqueue
from stegvis.statistics.comparison.keeping import limits_on
from stegvis.statistics.comparison.reading import Comparison, Measure, levels_of, most_told_of
from stegvis.statistics.comparison.reading import comparison as read
from stegvis.statistics.comparison.rules import Limits
from stegvis.statistics.comparison.table_file import as_table_file
from stegvis.statistics.comparison.terms import write_terms
from stegvis.statistics.forms import ComparisonForm, ComparisonTermsForm
from stegvis.statistics.jobs import COMPARE_PROVIDERS
from stegvis.statistics.permissions import COMPARERS, DECIDERS_OF_COMPARISON, may_decide_comparison
from stegvis.statistics.views.computing import latest_computation

CRUMB = "Jämförelse av anordnare"
TERMS_CRUMB = "Villkor för jämförelsen"
LATE = timedelta(days=3)
"""It is computed every night; older results than this mean that it has not been."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for, out of what the latest computation holds."""

    run: ComparisonRun
    intervention: Intervention
    level: str
    measure: Measure
    form: ComparisonForm

    @property
    def result(self) -> Comparison:
        return read(self.run, self.intervention, self.level, self.measure, today=clock.today())


@page(who=COMPARERS)
def comparison(request: ActorRequest) -> HttpResponse:
    """Funnel plot and table of an intervention's providers in one measure."""
    run = run_shown_on(request.actor.principal_id, clock.today())
    asked = _asked(request, run) if run else None
    return render(
        request,
        "statistics/comparison.html",
        {
            "run": run,
            "computation": latest_computation(request.actor.principal_id),
            "asked": asked,
            "comparison": asked.result if asked else None,
            "is_late": run is not None and clock.now() - run.computed_at > LATE,
            "limits": limits_on(request.actor.principal_id, clock.today()),
            "query": request.GET.urlencode(),
            "crumbs": [("Start", reverse("start")), (CRUMB, None)],
        },
    )


@page(who=COMPARERS)
@limited(EXPORTS)
def comparison_table(request: ActorRequest) -> HttpResponse:
    """The table as a file."""
    run = run_shown_on(request.actor.principal_id, clock.today())
    asked = _asked(request, run) if run else None
    if asked is None:
        return redirect("comparison")
    readings.note(
        request.actor,
        readings.Kind.EXPORTED,
        what="comparison_table",
        detail=f"{asked.intervention.name}, {asked.measure.label}",
    )
    mark = taken_out(request.actor.name, clock.now())
    name = f"jamforelse-{asked.intervention.code}-{asked.run.data_until}.{FileKind.CSV.extension}"
    return as_attachment(as_table_file(asked.result, mark=mark), name, FileKind.CSV.media_type)


@page(who=COMPARERS)
def comparison_terms(request: ActorRequest) -> HttpResponse:
    """From how many a result is shown, and how it becomes stars: all versions, the latest first."""
    written = ComparisonTerms.objects.filter(principal_id=request.actor.principal_id)
    return render(
        request,
        "statistics/comparison_terms.html",
        {
            "written": list(written.order_by("-period")),
            "may_write": may_decide_comparison(request.actor).ok,
            "without_terms": Limits(),
            "crumbs": [*_crumbs(), (TERMS_CRUMB, None)],
        },
    )


@page(who=DECIDERS_OF_COMPARISON)
def write_comparison_terms(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    limits = limits_on(request.actor.principal_id, today)
    initial = asdict(limits) | {
        "from_day": today,
        "star_limits": " ".join(format_decimal(limit, 2) for limit in limits.star_limits),
    }
    form = ComparisonTermsForm(request.POST or None, initial=initial)
    if form.acts(lambda: write_terms(*form.terms(), by=request.actor, today=today)):
        terms: ComparisonTerms = form.outcome
        messages.success(request, f"Villkoren gäller från {terms.period.start}.")
        if terms.period.start == today:
            enqueue(COMPARE_PROVIDERS, request.actor.principal_id, asked_by=request.actor.user_id)
        return redirect("comparison_terms")
    title = "Nya villkor för jämförelsen"
    return render(
        request,
        "casework/setting_form.html",
        {
            "form": form,
            "title": title,
            "lead": "Resultaten räknas om enligt villkoren natten till den dag då de börjar gälla. Gäller de "
            "från i dag döljs genast det som har för litet underlag, och resten räknas om nu.",
            "submit": "Spara villkoren",
            "back_url": reverse("comparison_terms"),
            "crumbs": [*_crumbs(), (TERMS_CRUMB, reverse("comparison_terms")), (title, None)],
        },
    )


def _crumbs() -> list[tuple[str, str | None]]:
    return [("Start", reverse("start")), (CRUMB, reverse("comparison"))]


def _asked(request: ActorRequest, run: ComparisonRun) -> Asked | None:
    """What the address says as far as there are such results; otherwise what there is most of."""
    levels = levels_of(run)
    interventions = {
        intervention.pk: intervention
        for intervention in Intervention.objects.filter(pk__in={pk for pk, _ in levels}).order_by(
            "name", "pk"
        )
    }
    if not interventions:
        return None
    intervention = _wanted(interventions, request.GET.get("insats", ""), run)
    own = [level for pk, level in levels if pk == intervention.pk and level]
    level = request.GET.get("niva", "")
    measure = request.GET.get("matt", "")
    shown: dict[str, Any] = {
        "insats": str(intervention.pk),
        "niva": level if level in own else "",
        "matt": measure if measure in MEASURES else MEASURES[0].value,
    }
    form = ComparisonForm(
        shown,
        interventions=[(str(pk), each.name) for pk, each in interventions.items()],
        levels=_named(intervention, own),
    )
    return Asked(run, intervention, shown["niva"], Measure(shown["matt"]), form)


def _wanted(interventions: dict[int, Intervention], key: str, run: ComparisonRun) -> Intervention:
    chosen = interventions.get(int(key)) if key.isascii() and key.isdecimal() and len(key) < 19 else None
    return chosen or interventions.get(most_told_of(run) or 0) or next(iter(interventions.values()))


def _named(intervention: Intervention, codes: list[str]) -> list[tuple[str, str]]:
    """The levels by the names that they had last."""
    names = dict(
        Level.objects.filter(terms__intervention=intervention, code__in=codes)
        .order_by("terms__period")
        .values_list("code", "name")
    )
    return [(code, names.get(code, code)) for code in codes]
