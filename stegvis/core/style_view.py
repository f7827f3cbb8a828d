"""The style page: every part of the page language at once, for looking and for tests. Never in production."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stegvis.core.answers import Answer
from stegvis.core.forms import AmountField, FilterForm, Form
from stegvis.core.pages import public
from stegvis.core.parts import Stage, TimelineEntry
from stegvis.core.period import Period
from stegvis.core.steps import Step
from stegvis.core.waiting import Group, Line

TODAY = date(2026, 11, 22)
HERE = "/stil"


class StyleForm(Form):
    units = {"hours": "timmar per vecka"}

    intervention = forms.ChoiceField(
        label="Insats",
        choices=[("", "Välj insats"), ("grund", "Jobbpeng grund"), ("sai", "SAI")],
    )
    start = forms.DateField(label="Första dag", help_text="Tidigast i dag.")
    hours = forms.IntegerField(label="Planerad tid", max_value=40)
    amount = AmountField(label="Tilläggscheck", required=False, help_text="Högst 15 000 kr.")
    level = forms.ChoiceField(
        label="Nivå",
        widget=forms.RadioSelect,
        choices=[("1", "Nivå 1 – matchning"), ("2", "Nivå 2 – förstärkt stöd")],
    )
    languages = forms.MultipleChoiceField(
        label="Språk",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("sv", "svenska"), ("ar", "arabiska"), ("so", "somaliska")],
    )
    reason = forms.CharField(
        label="Skäl",
        widget=forms.Textarea,
        help_text="Skriv kort och sakligt. Personen kan läsa det du skriver.",
    )
    proof = forms.FileField(label="Underlag", required=False)
    agreed = forms.BooleanField(label="Personen har fått information om sekretess", required=False)


class StyleFilter(FilterForm):
    q = forms.CharField(
        label="Sök på namn, personnummer eller ärende",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    status = forms.ChoiceField(label="Status", choices=[("", "Alla"), ("open", "Pågående")])
    since = forms.DateField(label="Öppnat från")


class StylePage:
    """A page in the middle of a sorted list."""

    next_url = previous_url = first_url = HERE
    count_text = "1\u00a0000+"
    sorting: Mapping[str, str] = {"start": "descending"}

    def sort_url(self, key: str) -> str:
        return f"{HERE}?sortera={key}"


@public
def style(request: HttpRequest) -> HttpResponse:
    """Every part, filled with invented people. With `?fel`, the form as it looks when it is refused."""
    refused = request.method == "POST" or "fel" in request.GET
    form = (
        StyleForm(request.POST, request.FILES)
        if refused
        else StyleForm(initial={"start": TODAY, "hours": 40})
    )
    return render(
        request,
        "core/style.html",
        {"form": form, "search": StyleFilter(), **_examples()},
    )


def _examples() -> dict[str, Any]:
    return {
        "crumbs": [("Start", "/"), ("Ärenden", HERE), ("AFN 2026/196", None)],
        "today": TODAY,
        "days": Period.inclusive(date(2026, 1, 1), date(2026, 3, 31)),
        "months": [date(2026, month, 1) for month in range(1, 10)],
        "page": StylePage(),
        "stages": _stages(),
        "steps": _steps(),
        "groups": _groups(),
        "entries": _entries(),
        "rows": _rows(),
        "providers": _providers(),
    }


def _stages() -> list[Stage]:
    return [
        Stage("Kartläggning", "done", "2026-09-02"),
        Stage("Beslut", "done", "2026-09-14", HERE),
        Stage("Val", "done", "2026-09-20"),
        Stage("Uppdrag", "current", "sedan 2026-10-01"),
        Stage("Avslut"),
        Stage("Uppföljning"),
    ]


def _steps() -> list[Step]:
    no_meeting = Answer.no("Ett trepartsmöte ska hållas före förlängning.")
    return [
        Step("meeting", "Boka trepartsmöte", HERE, Answer.yes(), main=True),
        Step("note", "Skriv anteckning", HERE, Answer.yes()),
        Step("extend", "Förläng insatsen", HERE, no_meeting),
        Step("close", "Avsluta ärendet", HERE, Answer.no("Slutrapporten saknas.")),
    ]


def _groups() -> list[Group]:
    late = Line(
        "Astrid Testsson – oktober 2026",
        HERE,
        date(2026, 11, 1),
        date(2026, 11, 6),
        "Nordanvind Kompetens AB",
    )
    soon = Line("Bo Provsson – oktober 2026", HERE, date(2026, 11, 1), date(2026, 11, 27))
    waiting = Line(
        "Cecilia Exempel",
        HERE,
        date(2026, 11, 3),
        note="Val av anordnare för Jobbpeng grund",
    )
    return [
        Group("rapporter", "Månadsrapporter att granska", [late, soon], 12, HERE),
        Group("val", "Väntar på val", [waiting], 1, ""),
    ]


def _entries() -> list[TimelineEntry]:
    return [
        TimelineEntry(
            date(2026, 11, 12),
            "Avvikelse anmäld",
            "Frånvaro två dagar utan anmälan.",
            "Nordanvind",
            tone="warning",
        ),
        TimelineEntry(
            date(2026, 10, 1),
            "Uppdraget har börjat",
            by="Karin Provsson",
            url=HERE,
            tone="success",
        ),
        TimelineEntry(
            date(2026, 9, 14),
            "Beslut: Jobbpeng förstärkt",
            "2026-10-01 – 2027-03-31",
            "Karin Provsson",
        ),
        TimelineEntry(date(2026, 9, 2), "Ärendet öppnat"),
    ]


def _rows() -> list[dict[str, Any]]:
    people = [
        (
            "Astrid Testsson",
            "Jobbpeng förstärkt",
            "Nordanvind Kompetens AB",
            "Pågår",
            "success",
            485800,
        ),
        (
            "Bo Provsson",
            "SAI, språk- och arbetsintroduktion",
            "Klarälvens folkhögskola",
            "Väntar på val",
            "warning",
            0,
        ),
        (
            "Cecilia Exempel-Åkerblom",
            "Jobbpeng grund",
            "Nordanvind Kompetens AB",
            "Försenad rapport",
            "danger",
            -368650,
        ),
        (
            "Daniel Övning",
            "Hälsoträdgården",
            "Gröna rum",
            "Avslutat",
            "neutral",
            12345650,
        ),
    ]
    return [
        {
            "name": name,
            "reference": f"AFN 2026/{196 + number}",
            "intervention": intervention,
            "provider": provider,
            "start": date(2026, 10, 1 + number),
            "status": status,
            "tone": tone,
            "ore": ore,
        }
        for number, (name, intervention, provider, status, tone, ore) in enumerate(people)
    ]


def _providers() -> list[dict[str, Any]]:
    return [
        {
            "name": "Nordanvind Kompetens AB",
            "place": "Sickla",
            "languages": ["svenska", "arabiska"],
            "room": "4 av 30",
            "result": "38 % (14 av 37)",
            "waiting": "cirka 1 vecka",
        },
        {
            "name": "Klarälvens folkhögskola",
            "place": "Nacka strand",
            "languages": ["svenska", "somaliska", "tigrinja"],
            "room": "12 av 20",
            "result": "För få för att visa",
            "waiting": "ingen",
        },
        {
            "name": "Gröna rum",
            "place": "Älta",
            "languages": ["svenska"],
            "room": "1 av 8",
            "result": "29 % (6 av 21)",
            "waiting": "cirka 3 veckor",
        },
    ]
