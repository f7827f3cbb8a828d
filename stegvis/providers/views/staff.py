"""A provider's own staff: who works there, with what, and the accounts that its administrator keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.accounts.administration import send_first_password
from stegvis.accounts.models import Membership, User
from stegvis.core import clock
from stegvis.core.actor import PROVIDERS, Actor, Duty
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.actions import staff as accounts
from stegvis.providers.forms.staff import DutiesForm, NewStaffForm
from stegvis.providers.models import Provider
from stegvis.providers.permissions import may_keep_staff
from stegvis.providers.views.frame import exists_only_if

SUBJECT = "Du har fått ett konto hos {provider} i Stegvis"
LETTER = (
    "Hej!\n\n{by} har gett dig behörighet hos {provider}. Logga in i Stegvis med den här e-postadressen, och "
    "välj {provider} uppe till höger om du arbetar på flera ställen.\n\nVäntade du dig inte det här? "
    "Hör av dig till {provider}."
)


@dataclass
class Colleague:
    """One person at the provider with all that the person does there."""

    user: User
    membership: Membership
    duties: list[Duty]
    last_day: date | None
    begins: date

    @property
    def words(self) -> str:
        return ", ".join(duty.label for duty in self.duties).capitalize()


@page(who=PROVIDERS)
def own_provider(request: ActorRequest) -> HttpResponse:
    """The way from the menu to the own provider's page."""
    return redirect(_own_provider(request.actor))


@page(who=PROVIDERS)
def provider_staff(request: ActorRequest) -> HttpResponse:
    """Everybody who works at the own provider."""
    found = _own_provider(request.actor)
    context = {
        "provider": found,
        "colleagues": _colleagues(request.actor, clock.today()),
        "may_keep": may_keep_staff(request.actor, found).ok,
        "own_id": request.actor.user_id,
        "today": clock.today(),
        "crumbs": [(found.name, found.get_absolute_url()), ("Personal", None)],
    }
    return render(request, "providers/staff.html", context)


@page(who=PROVIDERS, step_up=True)
def open_staff_account(request: ActorRequest) -> HttpResponse:
    """Invite somebody to work at the provider."""
    found = _own_provider(request.actor)
    exists_only_if(may_keep_staff(request.actor, found))
    form = NewStaffForm(request.POST or None)
    if form.acts(
        lambda: accounts.open_account(found, _new_staff(form), by=request.actor, today=clock.today())
    ):
        _write_to(request, form.outcome, found)
        messages.success(request, f"Ett brev är skickat till {form.cleaned_data['email']}.")
        return redirect("provider_staff")
    lead = "Personen får ett brev med en länk och väljer själv sitt lösenord."
    return _staff_page(request, form, title="Nytt konto", submit="Öppna kontot", lead=lead)


@page(who=PROVIDERS, shows=Membership, step_up=True, seen_through="administered_by")
def change_staff_duties(request: ActorRequest, membership: Membership) -> HttpResponse:
    """What somebody does at the provider."""
    today = clock.today()
    form = DutiesForm(request.POST if request.method == "POST" else None, held=_duties_of(membership, today))
    if form.acts(
        lambda: accounts.change_duties(membership, form.cleaned_data["duties"], by=request.actor, today=today)
    ):
        messages.success(request, f"Uppgifterna för {membership.user} är ändrade.")
        return redirect("provider_staff")
    return _staff_page(
        request, form, title="Ändra uppgifter", submit="Spara", lead=f"{membership.user.display_name}."
    )


@page(who=PROVIDERS, shows=Membership, step_up=True, seen_through="administered_by")
def end_staff_account(request: ActorRequest, membership: Membership) -> HttpResponse:
    """Confirm, then end the account at the provider at once."""
    form = Form(request.POST if request.method == "POST" else None)
    if form.acts(lambda: accounts.end_account(membership, by=request.actor, today=clock.today())):
        messages.success(request, f"{membership.user} kan inte längre logga in hos er.")
        return redirect("provider_staff")
    lead = (
        f"{membership.user.display_name} loggas ut och ser inga av era uppdrag efter det. "
        "Det som personen har skrivit står kvar."
    )
    return _staff_page(
        request, form, title="Avsluta kontot", submit="Avsluta kontot", lead=lead, color="danger"
    )


def _staff_page(
    request: ActorRequest, form: Form, *, title: str, submit: str, lead: str, color: str = ""
) -> HttpResponse:
    crumbs = [("Personal", reverse("provider_staff")), (title, None)]
    context = {"form": form, "title": title, "submit": submit, "lead": lead, "color": color, "crumbs": crumbs}
    return render(request, "providers/staff_step.html", context)


def _own_provider(actor: Actor) -> Provider:
    return Provider.objects.visible_to(actor).get()


def _new_staff(form: NewStaffForm) -> accounts.NewStaff:
    sent = form.cleaned_data
    return accounts.NewStaff(
        sent["email"], sent["first_name"], sent["last_name"], frozenset(sent["duties"]), sent["last_day"]
    )


def _colleagues(actor: Actor, today: date) -> list[Colleague]:
    """By name; one line for each person however many duties."""
    found = Membership.objects.at_provider_of(actor).not_over(today).select_related("user")
    people: dict[int, Colleague] = {}
    for each in found.order_by("user__last_name", "user__first_name", "user_id", "id"):
        known = people.setdefault(
            each.user_id, Colleague(each.user, each, [], each.period.last_day, each.period.start)
        )
        if each.held_duty not in known.duties:
            known.duties.append(each.held_duty)
            known.duties.sort(key=list(Duty).index)
        known.begins = min(known.begins, each.period.start)
    return list(people.values())


def _duties_of(membership: Membership, today: date) -> list[Duty]:
    held = Membership.objects.filter(provider=membership.provider_id, user=membership.user_id).not_over(today)
    return [each.held_duty for each in held]


def _write_to(request: ActorRequest, opened: accounts.Opened, found: Provider) -> None:
    """The same is told on the page whether the person had an account or not."""
    if opened.is_new_account:
        send_first_password(request, opened.user.email)
        return
    words = {"provider": found.name, "by": request.actor.name}
    send_mail(SUBJECT.format(**words), LETTER.format(**words), None, [opened.user.email])
