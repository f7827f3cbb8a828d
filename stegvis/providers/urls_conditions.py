"""Addresses of the catalogue of conditions."""

from django.urls import path

from stegvis.providers.views import conditions as views

urlpatterns = [
    path("villkor/", views.conditions, name="conditions"),
    path("villkor/nytt/", views.new_condition, name="new_condition"),
    path("villkor/<int:pk>/", views.condition, name="condition"),
    path("villkor/<int:pk>/lydelse/", views.new_wording, name="new_wording"),
    path("villkor/<int:pk>/avsluta/", views.end_condition, name="end_condition"),
    path("villkor/lydelser/<int:pk>/andra/", views.change_wording, name="change_wording"),
    path("villkor/lydelser/<int:pk>/ta-tillbaka/", views.withdraw_wording, name="withdraw_wording"),
]
