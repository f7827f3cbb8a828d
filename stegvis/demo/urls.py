"""Addresses of the import."""

from django.urls import path

from stegvis.demo import views

urlpatterns = [
    path("inlasning/", views.upload_extract, name="import_upload"),
    path("inlasning/<slug:key>/", views.import_result, name="import_result"),
    path("inlasning/<slug:key>/problem.csv", views.import_problems, name="import_problems"),
    path("inlasning/<slug:key>/las-in/", views.confirm_import, name="import_confirm"),
    path("inlasning/<slug:key>/ta-bort/", views.discard_import, name="import_discard"),
]
