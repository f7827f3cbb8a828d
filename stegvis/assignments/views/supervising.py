"""Who at the provider works with the assignment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from stegvis.accounts.models import User
from stegvis.assignments.actions import supervise
from stegvis.assignments.models import Assignment
from stegvis.assignments.permissions import may_name_supervisors
from stegvis.assignments.views.frame import step_page
from stegvis.core import clock
from stegvis.core.actor import PROVIDERS
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page


class SupervisorForm(Form):
    """One of those who supervise at the provider."""

    user = forms.ModelChoiceField(User.objects.none(), label="Handledare")

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = candidates


class EndForm(Form):
    """Which supervision to end; sent by a button beside the name."""

    end = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)  # type: ignore[var-annotated]

    def __init__(self, *args: Any, running: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["end"]
        field.queryset = running


@page(who=PROVIDERS, shows=Assignment, hides_names=True)
def supervisors(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    """Name a supervisor, or end what one does."""
    if not may_name_supervisors(request.actor, assignment).ok:
        raise Http404
    today = clock.today()
    running = supervise.running(assignment, today)
    candidates = supervise.supervisors_at(assignment, today)
    is_ending = "end" in request.POST
    end_form = EndForm(request.POST if is_ending else None, running=running)
    if end_form.acts(
        lambda: supervise.end_supervision(end_form.cleaned_data["end"], by=request.actor, today=today)
    ):
        messages.success(request, f"{end_form.cleaned_data['end'].user} ser inte längre uppdraget.")
        return redirect("supervisors", pk=assignment.pk)
    form = SupervisorForm(
        request.POST or None if not is_ending else None,
        candidates=candidates.exclude(pk__in=running.values("user")),
    )
    if form.acts(
        lambda: supervise.name_supervisor(
            assignment, form.cleaned_data["user"], by=request.actor, today=today
        )
    ):
        messages.success(request, f"{form.cleaned_data['user']} är handledare i uppdraget.")
        return redirect("supervisors", pk=assignment.pk)
    return step_page(
        request,
        assignment,
        form,
        title="Handledare",
        lead="En handledare ser de uppdrag som hen är utsedd i, och inga andra.",
        submit="Utse",
        answer=supervise.can_have_supervisors(assignment, request.actor, today),
        template="assignments/supervisors.html",
        running=running,
        end_form=end_form,
        somebody_to_name=form.fields["user"].queryset.exists(),  # type: ignore[attr-defined]
    )
