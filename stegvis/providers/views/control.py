"""The calendar of controls."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.answers import Answer
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers.actions.controls import do_control
from stegvis.providers.control_panels import titles_of
from stegvis.providers.forms.control import ControlFilter, DoControlForm
from stegvis.providers.models import CONTROLLING, ConditionVersion, ControlTask
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.rules.controlling import may_control
from stegvis.providers.views.control_frame import ask

SORTINGS = {
    "dag": Sorting("Ska göras", ("due_on", "id")),
    "anordnare": Sorting("Anordnare", ("provider__name", "id")),
}

DONE_SORTINGS = {
    "gjord": Sorting("Gjord", ("done_on", "id"), descending=True),
    "anordnare": SORTINGS["anordnare"],
}


@page(who=CONTROLLING)
def controls(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    form = ControlFilter(request.GET, actor=request.actor, today=today)
    found = form.narrow().select_related("provider", "condition", "done_by")
    listed = KeysetPage(found, DONE_SORTINGS if form.are_done else SORTINGS, request.GET)
    titles = titles_of({task.condition_id for task in listed.rows}, today)
    return render(
        request,
        "providers/controls.html",
        {
            "form": form,
            "page": listed,
            "lines": [(task, titles.get(task.condition_id, task.condition.code)) for task in listed.rows],
            "today": today,
            "are_done": form.are_done,
            "may_control": request.actor.has(KEEPERS),
            "export_url": f"{reverse('controls_export')}?{request.GET.urlencode()}",
            "crumbs": [("Kontroller", None)],
        },
    )


@page(who=KEEPERS, shows=ControlTask)
def do_one_control(request: ActorRequest, found: ControlTask) -> HttpResponse:
    """One condition at one provider: how it is controlled, and what was found."""
    today = clock.today()
    form = DoControlForm(request.POST or None)
    if form.acts(lambda: do_control(found, **form.cleaned_data, by=request.actor, today=today)):
        if form.outcome is None:
            messages.success(request, "Kontrollen är antecknad. Villkoret är uppfyllt.")
            return redirect("controls")
        messages.success(request, "Kontrollen är antecknad. Begär nu en åtgärd för bristen.")
        return redirect(form.outcome)
    wording = found.condition.versions.in_force(today).first()
    return ask(
        request,
        form,
        found.provider,
        title=f"{'Kontroll' if found.done_on else 'Kontrollera'}: {_named(found, wording)}",
        submit="Spara kontrollen",
        answer=may_control(is_done=found.done_on is not None) if found.done_on else Answer.yes(),
        back_url=reverse("controls"),
        crumbs=[("Kontroller", reverse("controls"))],
        lead=f"Ska göras senast {found.due_on}.",
        quoted="\n\n".join([*_wording(wording), *_outcome(found)]),
    )


def _named(task: ControlTask, wording: ConditionVersion | None) -> str:
    return wording.title if wording else task.condition.code


def _wording(wording: ConditionVersion | None) -> list[str]:
    return [wording.text, f"Så kontrolleras villkoret: {wording.control}"] if wording else []


def _outcome(task: ControlTask) -> Iterator[str]:
    """What was found, when the control has been made."""
    if task.done_by is None:
        return
    told = "Villkoret är uppfyllt." if task.fulfilled else "Villkoret är inte uppfyllt."
    yield f"{told} Kontrollerat {task.done_on} av {task.done_by.display_name}."
    if task.note:
        yield f"Anteckning: {task.note}"
