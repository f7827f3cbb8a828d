"""The memo: what it says beyond the figures is filled in, then it is taken home as Word or PDF."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.assignments.activation.figures import Told, month_ends, told_outside
from stegvis.assignments.activation.forms import DayForm, MemoForm
from stegvis.assignments.activation.memo import TITLE, Details, FollowUp, as_memo
from stegvis.assignments.activation.scope import COUNTERS, WRITERS
from stegvis.assignments.activation.sources import Source
from stegvis.assignments.activation.views.following import TITLE as FOLLOWING
from stegvis.assignments.facts import full_time_on
from stegvis.catalogue.models import ActivityRequirement
from stegvis.core import clock, readings
from stegvis.core.actor import Actor
from stegvis.core.answers import Refused
from stegvis.core.cells import taken_out
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.documents.word import as_word
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.files.handing_out import as_attachment
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.core.period import add_months
from stegvis.registry.models import Principal, Unit

NOTHING_OPEN = "Inga ärenden är öppna den dagen. Välj en annan dag."
TOTAL_HIDDEN = "Antalet öppna ärenden visas inte den dagen, så skrivelsen kan inte göras."


@page(who=WRITERS)
@limited(EXPORTS, when=lambda request: request.method == "POST")
def activation_memo(request: ActorRequest) -> HttpResponse:
    days = DayForm(request.GET, request.actor, clock.today())
    if not days.is_valid():
        return _page(request, days, None)
    form = MemoForm(request.POST or None, days=days, initial=_beginning(request.actor, days))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        follow_up = _attempted(request.actor, days, form, given.pop("compared_with"))
        if follow_up:
            return _file(request, follow_up, Details(**given))
    return _page(request, days, form)


def _attempted(actor: Actor, days: DayForm, form: MemoForm, earlier: date) -> FollowUp | None:
    """None when there is nothing to write about; the form then says why."""
    try:
        source = days.leaving(earliest=min(earlier, month_ends(days.day)[0]))
    except Refused as refusal:
        form.show(refusal.problems)
        return None
    if earlier >= source.day:
        form.add_error("compared_with", f"Välj en dag före {source.day}.")
        return None
    follow_up = follow_up_of(actor, days, source, earlier)
    total = follow_up.now.total
    if total.hidden or not total.cases:
        form.add_error(None, TOTAL_HIDDEN if total.hidden else NOTHING_OPEN)
        return None
    return follow_up


def follow_up_of(actor: Actor, days: DayForm, source: Source, earlier: date) -> FollowUp:
    """The figures of the memo, with small groups hidden, for it leaves the unit."""
    principal = Principal.objects.get(pk=actor.principal_id)
    ends = month_ends(source.day)
    asked = list(dict.fromkeys([source.day, earlier, *ends]))
    shown: dict[date, Told] = {
        each.day: each for each in told_outside(source.counts(asked), asked, days.unit_ids)
    }
    requirement = ActivityRequirement.objects.filter(principal=principal, period__contains=source.day).first()
    return FollowUp(
        principal=principal.name,
        committee=principal.committee,
        of_what=_of_what(actor, days.unit_id),
        now=shown[source.day],
        before=shown[earlier],
        trend=[shown[day] for day in ends],
        full_time=full_time_on(principal.pk, source.day),
        requirement=requirement.text if requirement else "",
        known_at=source.known_at,
    )


def _page(request: ActorRequest, days: DayForm, form: MemoForm | None) -> HttpResponse:
    back = reverse("activation")
    return render(
        request,
        "assignments/activation/memo.html",
        {
            "title": TITLE,
            "form": form,
            "days": days,
            "back": f"{back}?{days.query}" if days.is_valid() else back,
            "crumbs": [("Start", reverse("start")), (FOLLOWING, back), ("Tjänsteskrivelse", None)],
        },
    )


def _file(request: ActorRequest, follow_up: FollowUp, details: Details) -> HttpResponse:
    """Numbers without persons go out directly; what names people is kept for a day (`registry.exports`)."""
    document, name = as_memo(follow_up, details), f"heltidsaktivering-{follow_up.now.day}"
    readings.note(
        request.actor, readings.Kind.EXPORTED, what="activation_memo", detail=str(follow_up.now.day)
    )
    if request.POST.get("fil") == "pdf":
        return as_attachment(as_pdf(document), f"{name}.pdf", FileKind.PDF.media_type)
    mark = taken_out(request.actor.name, clock.now())
    return as_attachment(as_word(document, mark=mark), f"{name}.docx", FileKind.WORD.media_type)


def _of_what(actor: Actor, unit_id: int | None) -> str:
    if unit_id is None and actor.has(COUNTERS):
        return "hela verksamheten"
    units = Unit.objects.filter(pk__in=[unit_id] if unit_id else actor.unit_ids)
    return " och ".join(units.order_by("name").values_list("name", flat=True))


def _beginning(actor: Actor, days: DayForm) -> dict[str, Any]:
    unit = (
        Unit.objects.filter(principal_id=actor.principal_id, pk__in=actor.unit_ids).order_by("name").first()
    )
    return {
        "compared_with": days.latest_told(add_months(days.day, -12)),
        "written_on": clock.today(),
        "author": actor.name,
        "unit": str(unit or ""),
    }
