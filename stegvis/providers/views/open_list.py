"""The open list of authorised providers: a page, JSON and CSV, for anybody and any program."""

from __future__ import annotations

import json
from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.forms import FilterForm
from stegvis.core.pages import public
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers.open_files import OpenFile, open_file
from stegvis.providers.open_list import (
    as_csv,
    as_json,
    in_words,
    listed_providers,
    open_list,
    to_choose,
)
from stegvis.registry.models import Principal

SORTINGS = {"namn": Sorting("Namn", ("name", "id"))}
KEPT_BY_OTHERS = "public, no-cache"
"""Whoever keeps a copy asks if it is still true before it is used: nobody reads of a right that is lost."""
FOR_ANY_SITE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


class OpenFilter(FilterForm):
    insats = forms.ChoiceField(label="Insats", required=False)

    def __init__(self, data: object, interventions: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["insats"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Alla insatser"), *interventions]

    @property
    def intervention(self) -> str:
        return str(self.cleaned_data["insats"]) if self.is_valid() else ""


@public
@require_safe
def open_providers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who can be chosen, for whoever wonders."""
    principal = get_object_or_404(Principal, slug=slug)
    with scope.principal(principal.pk):
        form = OpenFilter(request.GET, _interventions(principal))
        found = listed_providers(principal, clock.today(), form.intervention)
        listed = KeysetPage(found, SORTINGS, request.GET)
        providers = in_words(principal, listed.rows, form.intervention)
        context = {
            "of": principal,
            "form": form,
            "page": listed,
            "providers": providers,
            "day": clock.today(),
        }
        response = render(request, "providers/open_list.html", context)
    response["Cache-Control"] = KEPT_BY_OTHERS
    response["X-Robots-Tag"] = "all"
    return response


@public
@require_safe
def open_providers_json(request: HttpRequest, slug: str) -> HttpResponse:
    def make(principal: Principal) -> bytes:
        listed = open_list(principal, clock.today())
        return json.dumps(as_json(principal, listed, clock.today()), ensure_ascii=False).encode()

    return _open_data(request, _file(slug, "json", make), "application/json; charset=utf-8")


@public
@require_safe
def open_providers_csv(request: HttpRequest, slug: str) -> HttpResponse:
    def make(principal: Principal) -> bytes:
        return as_csv(open_list(principal, clock.today()))

    response = _open_data(request, _file(slug, "csv", make), "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="anordnare-{slug}.csv"'
    return response


def _file(slug: str, kind: str, make: Callable[[Principal], bytes]) -> OpenFile:
    principal = get_object_or_404(Principal, slug=slug)
    with scope.principal(principal.pk):
        return open_file(principal, kind, clock.today(), lambda: make(principal))


def _interventions(principal: Principal) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in to_choose(principal)]


def _open_data(request: HttpRequest, file: OpenFile, content_type: str) -> HttpResponse:
    """Whoever has the very same list already gets no second copy of it."""
    headers = {"ETag": file.tag, "Cache-Control": KEPT_BY_OTHERS, **FOR_ANY_SITE}
    response = HttpResponse(file.content, content_type=content_type, headers=headers)
    return get_conditional_response(request, etag=file.tag, response=response) or response
