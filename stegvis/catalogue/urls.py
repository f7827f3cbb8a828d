"""Addresses of the catalogue."""

from django.urls import include, path

from stegvis.catalogue.views import editing, showing

urlpatterns = [
    path("", include("stegvis.catalogue.expectations.urls")),
    path("insatser/", showing.interventions, name="interventions"),
    path("insatser/ny/", editing.add_intervention, name="add_intervention"),
    path("insatser/<int:pk>/", showing.intervention, name="intervention"),
    path("insatser/<int:pk>/namn/", editing.rename_intervention, name="rename_intervention"),
    path("insatser/<int:pk>/villkor/", editing.new_terms, name="new_terms"),
    path("insatser/<int:pk>/avveckla/", editing.phase_out, name="phase_out"),
    path("insatser/villkor/<int:pk>/andra/", editing.change_terms, name="change_terms"),
    path("insatser/villkor/<int:pk>/ta-tillbaka/", editing.withdraw_terms, name="withdraw_terms"),
]
