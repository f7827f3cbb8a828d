"""Addresses of the catalogue."""

from django.urls import path

from stegvis.catalogue import views

urlpatterns = [path("insatser/", views.interventions, name="interventions")]
