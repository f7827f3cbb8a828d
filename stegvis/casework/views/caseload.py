"""How the work is shared in the head's units: the figures, the lists behind them, handing over many."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, TypedDict
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.actions.handover import MOST_AT_ONCE, HandedOver, hand_over_many
from stegvis.casework.caseload import overdue
from stegvis.casework.caseload.figures import BAND_TITLES, NOBODY, Load, loads, total
from stegvis.casework.forms.caseload import NOBODYS, CaseloadFilter, HandOverManyForm, chosen_cases
from stegvis.casework.models import Case
from stegvis.core import clock, readings
from stegvis.core.actor import Role
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.registry.naming import shown_name

HEADS = frozenset({Role.HEAD_OF_UNIT})
SORTINGS = {
    "oppnat": Sorting("Öppnat", ("opened_on", "id")),
    "namn": Sorting("Namn", ("person__sort_key", "id")),
    "nummer": Sorting("Ärende", ("number", "id")),
}
TITLE = "Ärendefördelning"
TOLD = 5
"""So many numbers of cases that stayed are told for each reason."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and the list behind it."""

    title: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    load: Load
    url: str
    bands: list[Cell]
    late: list[Cell]


@page(who=HEADS)
def caseload(request: ActorRequest) -> HttpResponse:
    """Each caseworker's open cases, what is late in them, and the capacity of the people."""
    actor, today = request.actor, clock.today()
    found = loads(actor.led_units, actor.principal_id, today)
    return render(
        request,
        "casework/caseload.html",
        {
            "rows": [_row(load) for load in found],
            "total": _row(total(found), holder=""),
            "band_titles": list(BAND_TITLES.values()),
            "unassigned": next((load.open for load in found if load.user_id == NOBODY), 0),
            "unassigned_url": _list_url(handlaggare=NOBODYS),
            "crumbs": [("Ärenden", reverse("cases")), (TITLE, None)],
        },
    )


def _row(load: Load, holder: str | None = None) -> Row:
    if holder is None:
        holder = NOBODYS if load.user_id == NOBODY else str(load.user_id)
    return Row(
        load,
        _list_url(handlaggare=holder),
        [
            Cell(title, load.bands.get(key, 0), _list_url(handlaggare=holder, formaga=key))
            for key, title in BAND_TITLES.items()
        ],
        [
            Cell(kind.title, load.late[kind.key], _list_url(handlaggare=holder, forsenat=kind.key))
            for kind in overdue.kinds()
            if load.late.get(kind.key)
        ],
    )


def _list_url(**asked: str) -> str:
    given = {key: value for key, value in asked.items() if value}
    return f"{reverse('caseload_cases')}?{urlencode(given)}"


class Line(TypedDict):
    """One case to choose."""

    key: str
    url: str
    name: str
    number: str
    caseworker: str
    band: str
    opened: str
    is_open: bool
    is_protected: bool


def _line(case: Any) -> Line:
    return Line(
        key=f"{case.pk}:{case.caseworker_id or 0}",
        url=reverse("case", args=[case.pk]),
        name=shown_name(case.person),
        number=case.number,
        caseworker=case.caseworker.display_name if case.caseworker else "",
        band=BAND_TITLES[case.band] if hasattr(case, "band") else "",
        opened=case.opened_on.isoformat(),
        is_open=case.is_open,
        is_protected=case.person.is_protected,
    )


@page(who=HEADS)
def caseload_cases(request: ActorRequest) -> HttpResponse:
    """The cases behind a figure, to look at or to hand over."""
    form = CaseloadFilter(request.GET, request.actor, clock.today())
    listed = KeysetPage(form.cases().in_list(), SORTINGS, request.GET)
    readings.listed(request.actor, "caseload_cases", [case.person_id for case in listed.rows])
    return render(
        request,
        "casework/caseload_cases.html",
        {
            "form": form,
            "page": listed,
            "lines": [_line(case) for case in listed.rows],
            "all_url": _all_url(form.holder),
            "crumbs": [*_crumbs(), ("Ärenden", None)],
        },
    )


def _all_url(holder: str) -> str:
    """To hand over everything that one caseworker has."""
    return f"{reverse('hand_over_many')}?{urlencode({'fran': holder})}" if holder else ""


@page(who=HEADS)
def hand_over_many_page(request: ActorRequest) -> HttpResponse:
    """Shows what is about to be handed over and asks to whom; each case with who held it then."""
    actor, today = request.actor, clock.today()
    sent = request.method == "POST"
    cases = _chosen(request)
    form = HandOverManyForm(request.POST if sent else None, actor=actor, today=today)
    held_by = chosen_cases(request.POST)
    if form.acts(lambda: hand_over_many(held_by, **form.cleaned_data, by=actor, today=today)):
        _tell(request, form.outcome, form.cleaned_data["caseworker"].display_name)
        return redirect("caseload")
    lines = [_line(case) for case in cases]
    readings.listed(actor, "hand_over_many", [case.person_id for case in cases])
    return render(
        request,
        "casework/hand_over_many.html",
        {
            "form": form,
            "lines": [line for line in lines if line["is_open"] and not line["is_protected"]],
            "protected": [line for line in lines if line["is_protected"]],
            "most": MOST_AT_ONCE,
            "crumbs": [*_crumbs(), ("Lämna över ärenden", None)],
        },
    )


def _chosen(request: HttpRequest) -> list[Case]:
    """The cases that the address or the form names, in the units that the head leads."""
    actor = request.actor  # type: ignore[attr-defined]
    cases = Case.objects.of_own_units(actor).filter(unit__in=actor.led_units).in_list()
    holder = request.GET.get("fran", "")
    if request.method == "POST" or not holder:
        asked = request.POST if request.method == "POST" else request.GET
        cases = cases.filter(pk__in=chosen_cases(asked))
    elif holder == NOBODYS:
        cases = cases.open().held_by_nobody()
    elif holder.isdecimal() and len(holder) <= len(str(2**62)):
        cases = cases.open().held_by(int(holder))
    else:
        cases = cases.none()
    return list(cases.order_by("opened_on", "pk")[:MOST_AT_ONCE])


def _tell(request: ActorRequest, done: HandedOver, to: str) -> None:
    """How many went, and for each reason which stayed."""
    if done.count:
        cases = "ärende" if done.count == 1 else "ärenden"
        messages.success(request, f"{done.count} {cases} lämnades över till {to}.")
    stayed: dict[str, list[str]] = defaultdict(list)
    for left in done.left_out:
        stayed[left.why].append(left.case.number)
    for why, numbers in stayed.items():
        more = f" och {len(numbers) - TOLD} till" if len(numbers) > TOLD else ""
        messages.warning(request, f"Blev kvar: {', '.join(numbers[:TOLD])}{more}. {why}")


def _crumbs() -> list[tuple[str, str | None]]:
    return [("Ärenden", reverse("cases")), (TITLE, reverse("caseload"))]
