"""Addresses of the providers' room."""

from django.urls import include, path

urlpatterns = [
    path("", include("stegvis.providers.urls_register")),
]
