"""Addresses of leaving a provider for another."""

from django.urls import path

from stegvis.casework.views import changing_provider

urlpatterns = [
    path("arenden/val/<int:pk>/byt/", changing_provider.wish_for_change, name="wish_for_change"),
    path("arenden/byte/<int:pk>/", changing_provider.answer_to_change, name="answer_change"),
]
