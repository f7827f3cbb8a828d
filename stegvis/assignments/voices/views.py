"""The code that the caseworker gives, the public page where it is used, and what can be told of it."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.assignments.models import Assignment
from stegvis.assignments.models.voices import VoiceInvitation
from stegvis.assignments.views.frame import crumbs_of, step_page
from stegvis.assignments.voices import figures, rules
from stegvis.assignments.voices.actions import can_invite, invite, take_in
from stegvis.assignments.voices.forms import InviteForm, VoiceForm
from stegvis.assignments.voices.texts import QUESTIONS, Language, language_of, languages
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS, STAFF, Role
from stegvis.core.answers import Refused
from stegvis.core.database import scope
from stegvis.core.pages import ActorRequest, page, public
from stegvis.providers.models import Provider
from stegvis.registry.models import Principal

TITLE = "Ge en kod för att tycka till"
READERS = STAFF | {Role.CHAIR}


@page(who=CASEWORKERS, shows=Assignment)
def voice_code(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    """Asks first, then shows the paper once: the code is nowhere to be found again."""
    today = clock.today()
    form = InviteForm(request.POST or None)
    if form.acts(invite, assignment, by=request.actor, today=today):
        readings.note(request.actor, readings.Kind.PRINTED, what="voice_code", record=assignment)
        return _paper(request, assignment, form.outcome, language_of(form.cleaned_data["language"]))
    return step_page(
        request,
        assignment,
        form,
        title=TITLE,
        lead=(
            f"Koden gäller i {rules.VALID_DAYS} dagar och går att använda en gång. Svaret är anonymt: "
            "varken du eller anordnaren får veta vad personen svarar. "
            "En tidigare kod som inte har använts slutar gälla."
        ),
        submit="Gör en kod",
        answer=can_invite(assignment, request.actor, today),
    )


def _paper(request: ActorRequest, assignment: Assignment, code: str, language: Language) -> HttpResponse:
    made = VoiceInvitation.objects.filter(assignment=assignment).order_by("-issued_on", "-id")[:1].get()
    where = reverse("voice", args=[assignment.principal.slug])
    context = {
        "assignment": assignment,
        "code": code,
        "address": request.build_absolute_uri(f"{where}?sprak={language.code}"),
        "last_day": made.last_day,
        "language": language,
        "words": language.words,
        "crumbs": crumbs_of(assignment, (TITLE, None)),
    }
    return render(request, "assignments/voice_paper.html", context)


@public
def voice(request: HttpRequest, slug: str) -> HttpResponse:
    """Anybody with a code says what he thinks, in his own language. Nothing tells who he is."""
    principal = _principal(slug)
    language = language_of(request.GET.get("sprak"))
    form = VoiceForm(request.POST or None, language=language)
    if form.acts(lambda: _take_in(request, principal, form)):
        return redirect(f"{reverse('voice_thanks', args=[slug])}?sprak={language.code}")
    context = {"form": form, "principal_name": principal.name, **_words(language)}
    return render(request, "assignments/voice.html", context)


@public
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    language = language_of(request.GET.get("sprak"))
    context = {"principal_name": _principal(slug).name, **_words(language)}
    return render(request, "assignments/voice_thanks.html", context)


def _take_in(request: HttpRequest, principal: Principal, form: VoiceForm) -> None:
    words = form.language.words
    if not ratelimit.consume(request, action="voice_code"):
        raise Refused(words["too_many"])
    try:
        with scope.principal(principal.pk):
            take_in(principal.pk, form.cleaned_data["code"], form.given(), clock.today())
    except Refused:
        raise Refused.at("code", words["wrong_code"]) from None


def _principal(slug: str) -> Principal:
    found = Principal.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _words(language: Language) -> dict[str, object]:
    return {"language": language, "words": language.words, "languages": languages().values()}


@page(who=READERS, shows=Provider)
def voices(request: ActorRequest, provider: Provider) -> HttpResponse:
    """What the persons have said of a provider: figures together, comments to quality officers alone."""
    today = clock.today()
    reads_comments = request.actor.is_a(Role.QUALITY_OFFICER)
    swedish = language_of(None).words
    told = figures.told_of(provider, today)
    return render(
        request,
        "assignments/voices.html",
        {
            "provider": provider,
            "groups": told,
            "together": figures.together(provider, today),
            "questions": [(swedish[code], [each.means.get(code) for each in told]) for code in QUESTIONS],
            "reads_comments": reads_comments,
            "comments": figures.comments_on(provider, today) if reads_comments else [],
            "fewest": rules.FEWEST,
            "crumbs": [
                ("Anordnare", reverse("providers")),
                (provider.name, provider.get_absolute_url()),
                ("Deltagarnas röster", None),
            ],
        },
    )
