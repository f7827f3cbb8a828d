"""Decisions about providers: the list for the board, each decision, and its document."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS, STAFF
from stegvis.core.csv_files import csv_file
from stegvis.core.edge.rates import EXPORTS, FILES, limited
from stegvis.core.files.handing_out import as_attachment
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.core.parts import Tone
from stegvis.providers.deciding_permissions import READERS
from stegvis.providers.documents import levels_in_words
from stegvis.providers.forms.deciding import DecisionFilter
from stegvis.providers.models import ProviderDecision, ProviderDecisionDocument
from stegvis.registry import exports

Kind = ProviderDecision.Kind
SORTINGS = {"datum": Sorting("Datum", ("decided_on", "id"), descending=True)}
TONES = {
    Kind.GRANT: Tone.SUCCESS,
    Kind.LIFT: Tone.SUCCESS,
    Kind.REFUSE: Tone.NEUTRAL,
    Kind.END: Tone.NEUTRAL,
    Kind.WARN: Tone.WARNING,
    Kind.INTERIM: Tone.DANGER,
    Kind.REVOKE: Tone.DANGER,
}
COLUMNS = ("Beslut", "Datum", "Slag", "Organisation", "Organisationsnummer", "Insats", "Gäller från", "Av")
MOST = 20_000
"""Rows of one file."""


@page(who=READERS)
def provider_decisions(request: ActorRequest) -> HttpResponse:
    """What has been decided about providers, to report to the board."""
    form = DecisionFilter(request.GET, request.actor, clock.today())
    listed = KeysetPage(form.decisions().in_list(), SORTINGS, request.GET)
    return render(
        request,
        "providers/reviewing/decisions.html",
        {
            "form": form,
            "page": listed,
            "lines": [(each, TONES[Kind(each.kind)], _what(each)) for each in listed.rows],
            "export_url": f"{reverse('provider_decisions_export')}?{request.GET.urlencode()}",
            "may_see_texts": request.actor.has(STAFF),
            "crumbs": [("Beslut om anordnare", None)],
        },
    )


@page(who=READERS)
@require_POST
@limited(EXPORTS)
def provider_decisions_export(request: ActorRequest) -> HttpResponse:
    """Makes a file of the whole list, to be fetched under Mina exporter."""
    now = clock.now()
    form = DecisionFilter(request.GET, request.actor, now.date())
    if not form.is_valid() or form.decisions().count() > MOST:
        messages.error(request, "Perioden är fel eller för lång. Välj en kortare period.")
        return redirect(f"{reverse('provider_decisions')}?{request.GET.urlencode()}")
    rows = [_line(each) for each in form.decisions().in_list().order_by("decided_on", "id")]
    exports.offer(
        request.actor,
        f"Beslut om anordnare {form.period}",
        csv_file(COLUMNS, rows, by=request.actor.name, at=now),
        FileKind.CSV,
        what="provider_decisions_export",
        rows=len(rows),
        at=now,
    )
    messages.success(request, "Filen är gjord. Hämta den här.")
    return redirect("my_exports")


@page(who=READERS | PROVIDERS, shows=ProviderDecision)
def provider_decision(request: ActorRequest, found: ProviderDecision) -> HttpResponse:
    """One decision with its reasons and how to appeal. A provider reads those about itself."""
    shown = ProviderDecision.objects.in_list().get(pk=found.pk)
    reads_all = request.actor.has(READERS)
    rights = shown.authorisations.select_related("intervention").order_by("id")
    return render(
        request,
        "providers/reviewing/decision.html",
        {
            "decision": shown,
            "tone": TONES[Kind(shown.kind)],
            "what": _what(shown),
            "rights": [
                (each, levels_in_words(each.intervention_id, each.levels) if each.intervention_id else "")
                for each in rights
            ],
            "lifted_by": getattr(shown, "lifted_by", None),
            "has_document": ProviderDecisionDocument.objects.filter(decision=shown).exists(),
            "application_url": _application_url(shown, reads_all=reads_all),
            "crumbs": [
                *([("Beslut om anordnare", reverse("provider_decisions"))] if reads_all else []),
                (shown.number, None),
            ],
        },
    )


@page(who=READERS | PROVIDERS, shows=ProviderDecision)
@limited(FILES)
def decision_document(request: ActorRequest, found: ProviderDecision) -> HttpResponse:
    """The PDF, to save. A decision without one is read on its page."""
    if not ProviderDecisionDocument.objects.filter(decision=found).exists():
        messages.error(request, "Beslutet har ingen handling. Läs det här.")
        return redirect(found)
    return hand_out(found)


def hand_out(decision: ProviderDecision) -> HttpResponse:
    """The decision's document to save. The caller has asked whether the visitor may have it."""
    document = ProviderDecisionDocument.objects.filter(decision=decision).first()
    if document is None:
        raise Http404
    kind = FileKind.PDF
    return as_attachment(bytes(document.content), f"beslut-{decision.number}.pdf", kind.media_type)


def _what(decision: ProviderDecision) -> str:
    """Which right is touched."""
    if decision.intervention is not None:
        return str(decision.intervention.name)
    return f"Ansökan {decision.application.number}" if decision.application else "Alla insatser"


def _line(decision: ProviderDecision) -> tuple[str, ...]:
    about = decision.provider or decision.application
    assert about is not None
    return (
        decision.number,
        decision.decided_on.isoformat(),
        decision.get_kind_display(),
        decision.organisation,
        about.shown_number,
        _what(decision),
        decision.holds_from.isoformat(),
        decision.decided_by.display_name,
    )


def _application_url(decision: ProviderDecision, *, reads_all: bool) -> str:
    if decision.application_id is None:
        return ""
    return reverse("application" if reads_all else "own_application", args=[decision.application_id])
