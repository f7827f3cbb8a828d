"""The comparison of providers with what lies behind it, for those who follow it up, and its terms."""

from __future__ import annotations

from dataclasses import dataclass
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
from stegvis.providers.results import MEASURES, latest_run
from stegvis.statistics.comparison.keeping import limits_on
from stegvis.statistics.comparison.reading import Comparison, Measure, levels_of
from stegvis.statistics.comparison.reading import comparison as read
from stegvis.statistics.comparison.table_file import as_table_file
from stegvis.statistics.comparison.terms import write_terms
from stegvis.statistics.forms import ComparisonForm, ComparisonTermsForm
from stegvis.statistics.permissions import COMPARERS, may_decide_comparison

CRUMB = "Jämförelse av anordnare"
LATE = timedelta(days=3)
"""The command runs every night; older results than this mean that it has not."""


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
        return read(self.run, self.intervention, self.level, self.measure)


@page(who=COMPARERS)
def comparison(request: ActorRequest) -> HttpResponse:
    """Funnel plot and table of an intervention's providers in one measure."""
    run = latest_run(request.actor.principal_id)
    asked = _asked(request, run) if run else None
    return render(
        request,
        "statistics/comparison.html",
        {
            "run": run,
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
    run = latest_run(request.actor.principal_id)
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
    """From how many a result is shown, and how it becomes stars: what holds, and a new version."""
    today = clock.today()
    decides = may_decide_comparison(request.actor)
    if request.method == "POST":
        decides.or_refuse()
    limits = limits_on(request.actor.principal_id, today)
    form = ComparisonTermsForm(
        request.POST or None,
        initial={
            "from_day": today,
            "min_starters": limits.min_starters,
            "min_months": limits.min_months,
            "window_months": limits.window_months,
            "star_limits": " ".join(format_decimal(limit, 2) for limit in limits.star_limits),
        },
    )
    if form.acts(lambda: write_terms(*form.terms(), by=request.actor, today=today)):
        terms: ComparisonTerms = form.outcome
        messages.success(
            request, f"Villkoren gäller från {terms.period.start}. Resultaten räknas om till natten efter."
        )
        return redirect("comparison_terms")
    written = ComparisonTerms.objects.filter(principal_id=request.actor.principal_id)
    return render(
        request,
        "statistics/comparison_terms.html",
        {
            "form": form if decides.ok else None,
            "written": list(written.order_by("-period")),
            "crumbs": [
                ("Start", reverse("start")),
                (CRUMB, reverse("comparison")),
                ("Villkor", None),
            ],
        },
    )


def _asked(request: ActorRequest, run: ComparisonRun) -> Asked | None:
    """What the address says as far as there are such results; the rest is the first there is."""
    levels = levels_of(run)
    interventions = {
        intervention.pk: intervention
        for intervention in Intervention.objects.filter(pk__in={pk for pk, _ in levels}).order_by(
            "name", "pk"
        )
    }
    if not interventions:
        return None
    intervention = _wanted(interventions, request.GET.get("insats", ""))
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


def _wanted(interventions: dict[int, Intervention], key: str) -> Intervention:
    chosen = interventions.get(int(key)) if key.isascii() and key.isdecimal() and len(key) < 19 else None
    return chosen or next(iter(interventions.values()))


def _named(intervention: Intervention, codes: list[str]) -> list[tuple[str, str]]:
    """The levels by the names that they had last."""
    names = dict(
        Level.objects.filter(terms__intervention=intervention, code__in=codes)
        .order_by("terms__period")
        .values_list("code", "name")
    )
    return [(code, names.get(code, code)) for code in codes]
