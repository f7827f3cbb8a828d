"""The officer's pages where the conditions of an application are tried, one by one."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.pages import ActorRequest, page
from stegvis.providers import applying, reviewing
from stegvis.providers.actions import review
from stegvis.providers.applying import OtherConditions
from stegvis.providers.deciding_permissions import OFFICERS
from stegvis.providers.forms.deciding import JudgeForm, OtherConditionsForm
from stegvis.providers.models import Application, ConditionVersion
from stegvis.providers.views.reviewing import crumbs_of, step_page


@page(who=OFFICERS, shows=Application)
def judge_condition(request: ActorRequest, found: Application, version: int) -> HttpResponse:
    """One condition: its wording, the answer and its papers, and what the officer finds."""
    today = clock.today()
    versions = applying.versions_asked(found, today)
    place = next((at for at, each in enumerate(versions) if each.pk == version), None)
    if place is None:
        raise Http404
    asked = versions[place]
    answer = found.answers.filter(version=asked).select_related("reviewed_by").first()
    form = JudgeForm(request.POST or None, answer=answer)
    if form.acts(
        lambda: review.judge(
            found,
            asked,
            form.verdict_given,
            form.cleaned_data["note"],
            form.cleaned_data["question"],
            by=request.actor,
            today=today,
            seen=form.stands,
        )
    ):
        messages.success(request, f"Bedömningen av ”{asked.title}” är sparad.")
        return redirect(_next(found, versions, place, request))
    return render(
        request,
        "providers/reviewing/judge.html",
        {
            "application": found,
            "wording": asked,
            "answer": answer,
            "papers": answer.evidence.select_related("file") if answer else (),
            "form": form,
            "possible": reviewing.can_judge(found, request.actor),
            "number": place + 1,
            "count": len(versions),
            "crumbs": crumbs_of(found, asked.title),
        },
    )


@page(who=OFFICERS, shows=Application)
def try_by_other_conditions(request: ActorRequest, found: Application) -> HttpResponse:
    """The conditions have changed since the application was sent in: those of another day are tried."""
    today = clock.today()
    others = applying.other_conditions(found)
    form = OtherConditionsForm(request.POST or None, initial={"day": _day_to_try_by(found, others, today)})
    if form.acts(
        lambda: review.try_by_other_conditions(found, form.cleaned_data["day"], by=request.actor, today=today)
    ):
        messages.success(
            request,
            f"Ansökan prövas enligt villkoren den {form.outcome.conditions_on}. "
            "Bedöm dem som inte är bedömda. Be om komplettering om den sökande ska svara på dem.",
        )
        return redirect(found)
    return step_page(
        request,
        found,
        form,
        "Pröva enligt andra villkor",
        "Pröva enligt de villkoren",
        possible=reviewing.can_try_by(found, request.actor, None),
        lead=_what_differs(found, others),
    )


def _day_to_try_by(found: Application, others: list[OtherConditions], today: date) -> date | None:
    """The latest change before the right is wanted, or else the next one: a right does not begin before the
    conditions that were tried hold. When there is none to come, what the application can go back to."""
    later = [each.start for each in others if each.start > found.conditions_on]
    begun = [day for day in later if day <= max(today, found.wanted_from or today)]
    earlier = [each.start for each in others if each.start < found.conditions_on]
    return max(begun) if begun else min(later, default=max(earlier, default=None))


def _what_differs(found: Application, others: list[OtherConditions]) -> str:
    if not others:
        return ""
    days = [f"{each.start} ({_in_words(each)})" for each in others]
    told = " eller ".join(filter(None, (", ".join(days[:-1]), days[-1])))
    return (
        f"Ansökan prövas nu enligt villkoren den {found.conditions_on}. "
        f"Du kan i stället välja de villkor som gäller från {told}. "
        "Det som är bedömt i oförändrade villkor står kvar. Resten sparas, och räknas om du går tillbaka."
    )


def _in_words(other: OtherConditions) -> str:
    comes = ", ".join(f"”{title}”" for title in other.comes)
    goes = ", ".join(f"”{title}”" for title in other.goes)
    return ", ".join(filter(None, (comes, goes and f"inte längre {goes}")))


def _next(found: Application, versions: list[ConditionVersion], place: int, request: ActorRequest) -> str:
    """The condition after this one when that is asked for, else the application."""
    if "vidare" in request.POST and place + 1 < len(versions):
        return reverse("judge_condition", args=[found.pk, versions[place + 1].pk])
    return found.get_absolute_url()
