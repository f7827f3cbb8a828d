"""Import of a register extract as pages: choose files, see what would happen, confirm, see what happened."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock, readings
from stegvis.core.actor import Role
from stegvis.core.cells import taken_out
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.edge.sizes import takes_files
from stegvis.core.files.handing_out import as_attachment
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.demo.forms import UPLOAD_LIMIT, ExtractForm, ProblemFilter
from stegvis.demo.register_import.problems import Problem, ProblemLog, report_lines
from stegvis.demo.register_import.run import CannotImport, import_register
from stegvis.demo.register_import.uploads import Busy, Gone, Upload
from stegvis.registry.models import Principal, Unit

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
CRUMB = "Läs in registerutdrag"
ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """Some of the problems, with the way to those around. They stand in a file, so pages are counted."""

    rows: list[Problem]
    count: int
    previous_url: str | None
    next_url: str | None
    first_url: str | None

    @property
    def count_text(self) -> str:
        return str(self.count)


@page(who=ADMINISTRATORS)
@takes_files(UPLOAD_LIMIT)
def upload_extract(request: ActorRequest) -> HttpResponse:
    """Choose the seven files. They are checked at once and nothing is read in yet."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ExtractForm(request.actor.principal_id, *sent)
    if form.is_valid():
        upload = Upload.begin(form.cleaned_data["extract"], form.cleaned_data["unit"].pk, request.actor)
        try:
            _run(upload, request, dry_run=True)
        except CannotImport as error:
            upload.discard()
            form.add_error(None, str(error))
        else:
            return redirect("import_result", key=upload.key)
    crumbs = [("Start", reverse("start")), (CRUMB, None)]
    return render(request, "demo/import_upload.html", {"form": form, "crumbs": crumbs})


@page(who=ADMINISTRATORS)
def import_result(request: ActorRequest, key: str) -> HttpResponse:
    """What would happen, or, after the confirmation, what happened; with the problems of every file."""
    upload = _find(key, request)
    result = upload.result
    form = ProblemFilter(request.GET)
    return render(
        request,
        "demo/import_result.html",
        {
            "upload": upload,
            "result": result,
            "files": [(name, tally, result.refused.get(name, 0)) for name, tally in result.tallies.items()],
            "form": form,
            "page": _problem_page(upload, form, request),
            "crumbs": [("Start", reverse("start")), (CRUMB, reverse("import_upload")), ("Resultat", None)],
        },
    )


@page(who=ADMINISTRATORS, step_up=True)
@limited(EXPORTS)
def import_problems(request: ActorRequest, key: str) -> HttpResponse:
    """All problems as a file for a spreadsheet."""
    upload = _find(key, request)
    readings.note(request.actor, readings.Kind.EXPORTED, what="import_problems")
    lines = report_lines(upload.problems(), mark=taken_out(request.actor.name, clock.now()))
    return as_attachment("".join(lines).encode(), "problem.csv", FileKind.CSV.media_type)


@page(who=ADMINISTRATORS, step_up=True)
@require_POST
def confirm_import(request: ActorRequest, key: str) -> HttpResponse:
    """Read the extract in."""
    upload = _find(key, request)
    if not upload.awaits_confirmation:
        messages.info(request, "Utdraget är redan inläst.")
        return redirect("import_result", key=key)
    try:
        with upload.alone():
            _run(upload, request, dry_run=False)
    except Busy:
        messages.info(request, "Utdraget håller på att läsas in. Vänta en stund och visa sidan igen.")
    except CannotImport as error:
        messages.error(request, str(error))
    else:
        transaction.on_commit(upload.finish)
        messages.success(request, "Utdraget är inläst.")
    return redirect("import_result", key=key)


@page(who=ADMINISTRATORS)
@require_POST
def discard_import(request: ActorRequest, key: str) -> HttpResponse:
    """Throw the uploaded files away."""
    _find(key, request).discard()
    messages.success(request, "Filerna är borttagna. Ingenting är inläst från dem.")
    return redirect("import_upload")


def _find(key: str, request: ActorRequest) -> Upload:
    try:
        return Upload.find(key, request.actor)
    except Gone as error:
        raise Http404 from error


def _run(upload: Upload, request: ActorRequest, *, dry_run: bool) -> None:
    principal = Principal.objects.get(pk=request.actor.principal_id)
    unit = Unit.objects.get(pk=upload.unit, principal=principal)
    with ProblemLog() as problems:
        outcome = import_register(
            upload.files,
            principal,
            unit,
            today=clock.today(),
            problems=problems,
            dry_run=dry_run,
        )
        upload.keep_result(outcome, problems)


def _problem_page(upload: Upload, form: ProblemFilter, request: ActorRequest) -> ProblemPage:
    wanted = form.cleaned_data if form.is_valid() else {}
    file, kind = wanted.get("fil", ""), wanted.get("allvar", "")
    number = _page_number(request.GET.get("sida", ""))
    count, shown = 0, []
    for problem in upload.problems():
        if file in ("", problem.file) and kind in ("", problem.kind.value):
            if (number - 1) * ROWS_A_PAGE <= count < number * ROWS_A_PAGE:
                shown.append(problem)
            count += 1

    def url(other: int) -> str:
        return "?" + urlencode({"fil": file, "allvar": kind, "sida": other})

    return ProblemPage(
        rows=shown,
        count=count,
        previous_url=url(number - 1) if number > 1 else None,
        next_url=url(number + 1) if count > number * ROWS_A_PAGE else None,
        first_url=url(1) if number > 1 else None,
    )


def _page_number(text: str) -> int:
    """Pages count from 1; nonsense in the address means the first."""
    return max(1, int(text[:9])) if text.isascii() and text.isdigit() else 1
