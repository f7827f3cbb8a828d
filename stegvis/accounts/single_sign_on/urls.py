"""Addresses of login services: the way in for everybody, and the administrators' pages."""

from django.urls import path

from stegvis.accounts.single_sign_on import administration, views

urlpatterns = [
    path("konto/tjanst/", views.doors, name="sign_in_doors"),
    path("konto/tjanst/koppla/", views.connect_account, name="connect_account"),
    path("konto/tjanst/<slug:key>/", views.begin, name="single_sign_on"),
    path("konto/tjanst/<slug:key>/svar/", views.answer, name="single_sign_on_answer"),
    path("konto/tjanst/<slug:key>/saml/", views.saml_answer, name="saml_answer"),
    path("konto/tjanst/<slug:key>/saml/klart/", views.saml_finish, name="saml_finish"),
    path("konto/tjanst/<slug:key>/saml/metadata/", views.saml_metadata, name="saml_metadata"),
    path("inloggning/", administration.services, name="login_services"),
    path("inloggning/ny/<slug:kind>/", administration.add_service, name="add_login_service"),
    path("inloggning/<int:pk>/", administration.service, name="login_service"),
    path("inloggning/<int:pk>/andra/", administration.change_service, name="change_login_service"),
    path("inloggning/<int:pk>/stang/", administration.switch_service, name="switch_login_service"),
    path("inloggning/<int:pk>/grupp/", administration.map_group, name="map_group"),
    path("inloggning/grupper/<int:pk>/ta-bort/", administration.unmap_group, name="unmap_group"),
]
