"""The pages about deficiencies: found, to be mended, answered by the provider, settled."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS
from stegvis.core.answers import Answer, Refused
from stegvis.core.edge.rates import FILES, limited
from stegvis.core.edge.sizes import takes_files
from stegvis.core.files.inspection import LARGEST_FILE
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers import control_steps
from stegvis.providers.actions import deficiencies as acts
from stegvis.providers.control_panels import stage_tag, titles_of
from stegvis.providers.control_permissions import may_mend
from stegvis.providers.forms.control import (
    AnswerForm,
    CloseForm,
    DeficiencyFilter,
    DeficiencyForm,
    OrderForm,
    ProlongForm,
    ReasonForm,
)
from stegvis.providers.models import CONTROLLING, Deficiency, Provider, Remedy, RemedyPaper
from stegvis.providers.origins import origins_of
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.rules import deficiencies as rules
from stegvis.providers.views.control_frame import Crumbs, ask, crumbs_to
from stegvis.providers.views.frame import crumbs_of, exists_only_if
from stegvis.registry import files

SORTINGS = {
    "funnen": Sorting("Upptäckt", ("found_on", "id"), descending=True),
    "anordnare": Sorting("Anordnare", ("provider__name", "id")),
}


@page(who=CONTROLLING)
def deficiencies(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    form = DeficiencyFilter(request.GET)
    found = form.narrow(request.actor, today).select_related("provider", "remedy")
    listed = KeysetPage(found, SORTINGS, request.GET)
    return render(
        request,
        "providers/deficiencies.html",
        {
            "form": form,
            "page": listed,
            "lines": [(each, getattr(each, "remedy", None), stage_tag(each, today)) for each in listed.rows],
            "export_url": f"{reverse('deficiencies_export')}?{request.GET.urlencode()}",
            "crumbs": [("Brister", None)],
        },
    )


@page(who=CONTROLLING | PROVIDERS, shows=Deficiency)
def deficiency(request: ActorRequest, found: Deficiency) -> HttpResponse:
    """What is wrong, what is to be done about it and what has been done; the provider sees the same."""
    today = clock.today()
    titles = titles_of({found.condition_id} - {None}, today)
    remedy: Remedy | None = getattr(found, "remedy", None)
    return render(
        request,
        "providers/deficiency.html",
        {
            "deficiency": found,
            "provider": found.provider,
            "remedy": remedy,
            "papers": list(remedy.papers.select_related("file")) if remedy else [],
            "prolonged": list(remedy.prolonged.all()) if remedy else [],
            "condition": titles.get(found.condition_id or 0, ""),
            "stage": stage_tag(found, today),
            "controls": request.actor.has(CONTROLLING),
            "origins": origins_of(found) if request.actor.has(CONTROLLING) else [],
            "steps": list(control_steps.of_deficiency(found, request.actor, today)),
            "crumbs": [*_crumbs(request, found)[:-1], (_title(found), None)],
        },
    )


@page(who=KEEPERS, shows=Provider)
def record(request: ActorRequest, provider: Provider) -> HttpResponse:
    today = clock.today()
    form = DeficiencyForm(request.POST or None, actor=request.actor, today=today, initial={"found_on": today})
    if form.acts(lambda: acts.record_deficiency(provider, form.found(), by=request.actor, today=today)):
        messages.success(request, "Bristen är antecknad. Begär nu en åtgärd, eller avskriv den.")
        return redirect(form.outcome)
    return ask(
        request,
        form,
        provider,
        title="Anteckna en brist",
        submit="Spara bristen",
        answer=Answer.yes(),
        back_url=provider.get_absolute_url(),
        crumbs=crumbs_of(request, provider),
    )


@page(who=KEEPERS, shows=Deficiency)
def order(request: ActorRequest, found: Deficiency) -> HttpResponse:
    today = clock.today()
    form = OrderForm(request.POST or None)
    if form.acts(lambda: acts.order_remedy(found, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, "Åtgärden är begärd. Anordnaren ser nu bristen.")
        return redirect(found)
    answer = rules.may_order(acts.facts_of(found), today=today)
    return _ask(request, found, form, "Begär åtgärd", "Begär åtgärden", answer, "Anordnaren får se bristen.")


@page(who=KEEPERS, shows=Deficiency)
def prolong(request: ActorRequest, found: Deficiency) -> HttpResponse:
    today, remedy = clock.today(), _remedy(found)
    form = ProlongForm(request.POST or None)
    if form.acts(lambda: acts.prolong_remedy(remedy, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, f"Anordnaren har till och med {form.outcome.due_on} på sig.")
        return redirect(found)
    allowed = rules.may_prolong(acts.facts_of(found), today=today)
    lead = f"Anordnaren har nu till och med {remedy.due_on} på sig, och får ett brev om den nya dagen."
    return _ask(request, found, form, "Ge längre tid", "Ge längre tid", allowed, lead)


@page(who=CONTROLLING | PROVIDERS, shows=RemedyPaper)
@limited(FILES)
def paper(request: ActorRequest, found: RemedyPaper) -> HttpResponse:
    """A file that came with an answer, or why nobody may have it yet."""
    try:
        return files.hand_out(found.file)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found.remedy.deficiency)


@page(who=PROVIDERS, shows=Deficiency)
@limited(FILES, when=lambda request: request.method == "POST")
@takes_files(LARGEST_FILE)
def answer(request: ActorRequest, found: Deficiency) -> HttpResponse:
    """The provider tells what it has done."""
    today, remedy = clock.today(), _remedy(found)
    exists_only_if(may_mend(request.actor, remedy))
    form = AnswerForm(
        request.POST or None, request.FILES or None, remedy=remedy, initial={"answer": remedy.answer}
    )
    if form.acts(lambda: acts.answer_remedy(remedy, **form.answered, by=request.actor, today=today)):
        messages.success(request, "Svaret är skickat till kommunen.")
        return redirect(found)
    allowed = rules.may_answer(acts.facts_of(found))
    return _ask(
        request, found, form, "Svara på bristen", "Skicka svaret", allowed, f"Senast {remedy.due_on}."
    )


@page(who=KEEPERS, shows=Deficiency)
def close(request: ActorRequest, found: Deficiency) -> HttpResponse:
    today, remedy = clock.today(), _remedy(found)
    form = CloseForm(request.POST or None, remedy=remedy)
    if form.acts(lambda: acts.close_remedy(remedy, **form.judged, by=request.actor, today=today)):
        messages.success(request, "Bedömningen är sparad.")
        return redirect(found)
    allowed = rules.may_close(acts.facts_of(found), today=today)
    told = (
        "Bedömningen kan inte ändras sedan. Inget följer av sig självt: du kan varna anordnaren eller föreslå"
    )
    return ask(
        request,
        form,
        found.provider,
        title="Bedöm åtgärden",
        submit="Spara bedömningen",
        answer=allowed,
        back_url=found.get_absolute_url(),
        crumbs=_crumbs(request, found),
        lead=f"{told} återkallelse.",
        quoted=_with_answer(found, remedy),
    )


@page(who=KEEPERS, shows=Deficiency)
def dismiss(request: ActorRequest, found: Deficiency) -> HttpResponse:
    today = clock.today()
    form = ReasonForm(request.POST or None)
    if form.acts(
        lambda: acts.dismiss_deficiency(found, form.cleaned_data["reason"], by=request.actor, today=today)
    ):
        messages.success(request, "Bristen är avskriven.")
        return redirect(found)
    allowed = rules.may_dismiss(acts.facts_of(found))
    lead = "Bristen finns kvar i listan med ditt skäl, och kan inte öppnas igen."
    return _ask(request, found, form, "Avskriv bristen", "Avskriv bristen", allowed, lead)


def _with_answer(found: Deficiency, remedy: Remedy) -> str:
    """What was wrong, what was to be done, and what the provider says of it: read beside the judgement."""
    answer = f"{remedy.answer} ({remedy.answered_on})" if remedy.answered_on else "Inget svar än."
    return f"{found.text}\n\nBegärd åtgärd: {remedy.what}\n\nAnordnarens svar: {answer}"


def _remedy(found: Deficiency) -> Remedy:
    remedy: Remedy | None = getattr(found, "remedy", None)
    if remedy is None:
        raise Http404
    return remedy


def _ask(
    request: ActorRequest, found: Deficiency, form: Form, title: str, submit: str, allowed: Answer, lead: str
) -> HttpResponse:
    return ask(
        request,
        form,
        found.provider,
        title=title,
        submit=submit,
        answer=allowed,
        back_url=found.get_absolute_url(),
        crumbs=_crumbs(request, found),
        lead=lead,
        quoted=found.text,
    )


def _crumbs(request: ActorRequest, found: Deficiency) -> Crumbs:
    own = [] if request.actor.has(CONTROLLING) else crumbs_of(request, found.provider)
    return [*own, *crumbs_to(request, "Brister", "deficiencies", (_title(found), found.get_absolute_url()))]


def _title(found: Deficiency) -> str:
    return f"Brist hos {found.provider.name}"
