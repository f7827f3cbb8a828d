"""Addresses for the tests alone: views that forget, write where they should read, or never come to an end."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from stegvis.casework.models import Case
from stegvis.core.pages import public
from stegvis.registry.models import Unit
from stegvis.urls import urlpatterns as ours


@public
def all_cases(request: HttpRequest) -> HttpResponse:
    """Forgets to ask what the actor may see."""
    return HttpResponse(" ".join(Case.objects.order_by("pk").values_list("number", flat=True)))


@public
def add_unit(request: HttpRequest) -> HttpResponse:
    principal = int(request.GET.get("principal") or request.POST["principal"])
    Unit.objects.create(principal_id=principal, name=request.method)
    return HttpResponse("done")


@public
def add_and_fail(request: HttpRequest) -> HttpResponse:
    Unit.objects.create(principal_id=int(request.POST["principal"]), name="half done")
    raise ZeroDivisionError


@public
def sleep(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        for _ in range(5):
            cursor.execute("SELECT pg_sleep(%s)", [float(request.GET["seconds"])])
    return HttpResponse("awake")


@public
def wait_for_each_other(request: HttpRequest) -> HttpResponse:
    """What the database says to one of two who each hold what the other wants."""
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = 'deadlock_detected'; END $$")
    return HttpResponse("through")


urlpatterns = [
    *ours,
    path("udda/alla/", all_cases),
    path("udda/enhet/", add_unit),
    path("udda/halvt/", add_and_fail),
    path("udda/sov/", sleep),
    path("udda/vanta/", wait_for_each_other),
]
