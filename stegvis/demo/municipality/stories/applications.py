"""Organisations that want to be authorised: one has sent its application in, one is writing it."""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.catalogue.models import Intervention
from stegvis.core import clock
from stegvis.core.files.inspection import inspect
from stegvis.demo.municipality.cast import Cast
from stegvis.demo.municipality.stories.steps import on_its_day
from stegvis.providers import applying, letters
from stegvis.providers.actions import fill_in
from stegvis.providers.actions.apply import send_in
from stegvis.providers.actions.fill_in import Facts, Place
from stegvis.providers.applicants import Applicant, holder_of_link
from stegvis.providers.models import Application

PAPER = "Underlag i demon.\n\nAlla uppgifter är påhittade.\n"


def tell(cast: Cast, today: date) -> None:
    with letters.kept_back():
        has_sent_in("Vägval Öst AB", "5560004615", cast, on=today - timedelta(18))
        is_writing("Ny Start ekonomisk förening", "7696000004", cast, on=today - timedelta(4))


@on_its_day
def has_sent_in(name: str, number: str, cast: Cast, *, on: date) -> Application:
    application = is_writing(name, number, cast, on=on)
    by = holder_of_link(application)
    intervention = Intervention.objects.get(principal=cast.principal, code="sai")
    fill_in.choose_parts(application, {intervention.pk: []}, by=by)
    fill_in.add_site(application, Place("Centrum", "Järla torg 2", "13161", "Nacka"), by=by)
    for each in applying.asked(application, on):
        answers(application, each, by, on)
    return send_in(application, by=by, today=on)


@on_its_day
def is_writing(name: str, number: str, cast: Cast, *, on: date) -> Application:
    """A draft whose link nobody has: it is read by those who handle it when it is sent in."""
    application = Application.objects.create(
        principal=cast.principal,
        number=f"utkast-{number}",
        organisation_number=number,
        organisation_name=name,
        contact_name="Robin Demosson",
        contact_email="robin@anordnare.example",
        conditions_on=on,
        started_at=clock.now(),
    )
    facts = Facts(
        organisation_name=name,
        contact_name="Robin Demosson",
        contact_email="robin@anordnare.example",
        contact_phone="",
        orientation="Kök, lokalvård och butik",
        methods="Små grupper, handledare på arbetsplatsen och svenska varje dag.",
        languages=["svenska", "arabiska", "ukrainska"],
        places=15,
        wanted_from=on + timedelta(60),
    )
    return fill_in.save_facts(application, facts, by=holder_of_link(application))


def answers(application: Application, asked: applying.Asked, by: Applicant, on: date) -> None:
    """Confirmed, with a paper where one is wanted."""
    paper = inspect(PAPER.encode(), "underlag.txt") if asked.version.evidence else None
    fill_in.answer_condition(
        application,
        asked.version,
        confirms=True,
        text="Vi uppfyller villkoret. Se underlaget." if paper else "Vi uppfyller villkoret.",
        file=paper,
        by=by,
        today=on,
    )
