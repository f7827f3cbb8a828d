"""The map of addresses. Each room keeps its own; this file gives them a place."""

from django.urls import include, path

from stegvis.core import health

urlpatterns = [
    path("halsa/live", health.live, name="health_live"),
    path("halsa/ready", health.ready, name="health_ready"),
    path("konto/", include("allauth.urls")),
]
