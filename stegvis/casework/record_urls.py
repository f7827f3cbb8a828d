"""Addresses of a case's record: searching in it, printing it."""

from django.urls import path

from stegvis.casework.views import record

urlpatterns = [
    path("arenden/<int:pk>/sok/", record.search, name="search_record"),
]
