"""What the medical adviser sees: the questions that await an answer, and nothing else of a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from stegvis.casework.actions.statements import answer_statement
from stegvis.casework.capacity_steps import can_advise
from stegvis.casework.capacity_story import GradeLine, grade_lines
from stegvis.casework.forms.capacity import OpinionForm, StatementFilter
from stegvis.casework.models import Attachment, CapacityStatement
from stegvis.casework.models.attachments import AttachmentQuerySet
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.core import clock, readings
from stegvis.core.actor import ADVISERS
from stegvis.core.answers import Refused
from stegvis.core.edge.rates import FILES, limited
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.registry import files
from stegvis.registry.naming import hides, identity, shown_name, shown_text

SORTINGS = {
    "senast": Sorting("Svar senast", ("due_on", "id")),
    "begart": Sorting("Begärt", ("asked_on", "id")),
}


@page(who=ADVISERS)
def statements_to_answer(request: ActorRequest) -> HttpResponse:
    """What the principal's caseworkers have asked."""
    form = StatementFilter(request.GET)
    found = CapacityStatement.objects.for_adviser(request.actor).with_people()
    shown = found.answered_by(request.actor.user_id) if form.shows_answered else found.unanswered()
    listed = KeysetPage(shown, SORTINGS, request.GET)
    readings.listed(request.actor, "advising", [each.case.person_id for each in listed.rows])
    return render(
        request,
        "casework/advising.html",
        {
            "form": form,
            "page": listed,
            "lines": [_line(each) for each in listed.rows],
            "today": clock.today(),
        },
    )


@page(who=ADVISERS, shows=CapacityStatement, seen_through="for_adviser", hides_names=True)
def advise(request: ActorRequest, statement: CapacityStatement) -> HttpResponse:
    """The question, what may be known to answer it, and the answer."""
    today = clock.today()
    statement = _seen_as_adviser(request, statement.pk)
    form = OpinionForm(request.POST or None, initial={"first_day": today})
    if form.acts(lambda: answer_statement(statement, form.opinion, by=request.actor, today=today)):
        messages.success(request, "Utlåtandet är lämnat.")
        return redirect("advising")
    answer = statement.given
    person = statement.case.person
    return render(
        request,
        "casework/advise.html",
        {
            "statement": statement,
            "question": shown_text(statement.question, person, request.actor),
            "who": identity(person, request.actor, today),
            "form": form,
            "possible": can_advise(statement, request.actor),
            "given": answer,
            "answer_words": capacity_in_words(answer.percent).capitalize() if answer else "",
            "lines": _grades(statement),
            "papers": _papers(request, statement),
            "crumbs": [("Utlåtanden", reverse("advising")), (shown_name(person), None)],
        },
    )


@page(who=ADVISERS, shows=CapacityStatement, seen_through="for_adviser")
@limited(FILES)
def advised_paper(request: ActorRequest, statement: CapacityStatement, paper: int) -> HttpResponse:
    """A medical certificate of the case that the question is about, to save."""
    statement = _seen_as_adviser(request, statement.pk)
    found = get_object_or_404(_papers(request, statement), pk=paper)
    try:
        answer = files.hand_out(found.file)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("advise", statement.pk)
    readings.note(request.actor, readings.Kind.DOWNLOADED, what="advised_paper", record=found)
    return answer


def _line(statement: CapacityStatement) -> tuple[CapacityStatement, str, str]:
    """The statement, whom it is about and what is asked, as a list may tell it."""
    person = statement.case.person
    return statement, shown_name(person), shown_text(statement.question, person)


def _seen_as_adviser(request: ActorRequest, pk: int) -> CapacityStatement:
    """Who is a caseworker besides sees as an adviser no more than any other adviser."""
    found = CapacityStatement.objects.for_adviser(request.actor).with_people()
    return get_object_or_404(found.prefetch_related("case__person__identifiers"), pk=pk)


def _grades(statement: CapacityStatement) -> list[GradeLine]:
    return grade_lines(statement.case, clock.today())


def _papers(request: ActorRequest, statement: CapacityStatement) -> AttachmentQuerySet:
    """A certificate says who somebody is: of a protected person it is shown to who is named alone."""
    found = Attachment.objects.for_adviser(statement)
    return found.none() if hides(statement.case.person, request.actor) else found.order_by("-id")
