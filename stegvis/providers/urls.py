"""Addresses of the providers' room."""

from django.urls import include, path

urlpatterns = [
    path("", include("stegvis.providers.urls_applying")),
    path("", include("stegvis.providers.urls_conditions")),
    path("", include("stegvis.providers.urls_control")),
    path("", include("stegvis.providers.urls_deciding")),
    path("", include("stegvis.providers.urls_quality")),
    path("", include("stegvis.providers.urls_register")),
]
