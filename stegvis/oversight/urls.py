"""Addresses of the control of the log, of the list for the person and of the history of changes."""

from django.urls import path

from stegvis.oversight.views import changes, control, extract

urlpatterns = [
    path("loggkontroll/", control.findings, name="log_control"),
    path("loggkontroll/ny/", control.new_control, name="run_log_control"),
    path("loggkontroll/excel/", control.export, name="log_control_export"),
    path("loggkontroll/<int:pk>/", control.finding, name="log_finding"),
    path("loggkontroll/<int:pk>/andringar/", changes.finding_changes, name="finding_changes"),
    path("loggutdrag/", extract.extract, name="log_extract"),
    path("arenden/<int:pk>/loggutdrag/", extract.case_extract, name="case_log_extract"),
    path("arenden/<int:pk>/andringar/", changes.case_changes, name="case_changes"),
    path("insatser/<int:pk>/andringar/", changes.intervention_changes, name="intervention_changes"),
    path("anvandare/andringar/", changes.membership_changes, name="membership_changes"),
]
