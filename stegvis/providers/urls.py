"""Addresses of the providers' room."""

from django.urls import path

from stegvis.providers import views

urlpatterns = [
    path("anordnare/", views.providers, name="providers"),
    path("anordnare/<int:pk>/", views.provider, name="provider"),
    path("anordnare/<int:pk>/auktorisera/", views.authorise_provider, name="authorise"),
    path("anordnare/<int:pk>/intag/", views.provider_intake, name="provider_intake"),
    path("auktorisationer/<int:pk>/avsluta/", views.end_provider_authorisation, name="end_authorisation"),
]
