"""Addresses of what is expected of people."""

from django.urls import path

from stegvis.catalogue.expectations import views

urlpatterns = [
    path("insatser/heltid/", views.expectations, name="expectations"),
    path("insatser/heltid/nytt-matt/", views.new_full_time, name="new_full_time"),
    path("insatser/heltid/ta-tillbaka/", views.withdraw_full_time, name="withdraw_full_time"),
    path("insatser/heltid/nytt-krav/", views.new_requirement, name="new_requirement"),
    path("insatser/heltid/ta-tillbaka-krav/", views.withdraw_requirement, name="withdraw_requirement"),
    path("insatser/heltid/avsluta-krav/", views.end_requirement, name="end_requirement"),
]
