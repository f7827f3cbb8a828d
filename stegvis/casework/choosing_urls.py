"""Addresses of the choice of provider."""

from django.urls import path

from stegvis.casework.views import choice_terms, deciding

urlpatterns = [
    path("arenden/beslut/<int:pk>/valj/", deciding.choose, name="choose"),
    path("arenden/beslut/<int:pk>/valj/jamfor/", deciding.compare_offers, name="compare_offers"),
    path("arenden/beslut/<int:pk>/valj/ickeval/", deciding.non_choice, name="non_choice"),
    path("arenden/beslut/<int:pk>/valj/tid/", deciding.time_to_choose, name="time_to_choose"),
    path("arenden/beslut/<int:pk>/valj/hjalp/", deciding.help_given, name="help_given"),
    path("villkor-for-valet/", choice_terms.choice_terms, name="choice_terms"),
    path("villkor-for-valet/ny/", choice_terms.write_choice_terms_page, name="write_choice_terms"),
]
