"""Addresses of the register."""

from django.urls import path

from stegvis.registry import export_views

urlpatterns = [
    path("mina-exporter/", export_views.my_exports, name="my_exports"),
    path("mina-exporter/<int:pk>/hamta/", export_views.take_export, name="take_export"),
]
