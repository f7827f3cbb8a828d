"""Addresses of the register."""

from django.urls import path

from stegvis.registry import export_views, job_views

urlpatterns = [
    path("mina-exporter/", export_views.my_exports, name="my_exports"),
    path("mina-exporter/<int:pk>/hamta/", export_views.take_export, name="take_export"),
    path("administration/jobb/", job_views.jobs, name="jobs"),
    path("administration/jobb/<slug:name>/kor/", job_views.start_job, name="start_job"),
]
