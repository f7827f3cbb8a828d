"""The accessibility statement that the law asks of every public service (SFS 2018:1937, 13 §)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stegvis.core.pages import public


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the service reaches and whom to tell when something does not work."""
    return render(request, "core/accessibility.html")
