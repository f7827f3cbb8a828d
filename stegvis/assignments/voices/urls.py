"""Addresses of the persons' voices."""

from django.urls import path

from stegvis.assignments.voices import views

urlpatterns = [
    path("uppdrag/<int:pk>/rost/", views.voice_code, name="voice_code"),
    path("anordnare/<int:pk>/roster/", views.voices, name="voices"),
    path("tyck-till/<slug:slug>/", views.voice, name="voice"),
    path("tyck-till/<slug:slug>/tack/", views.thanks, name="voice_thanks"),
]
