"""Addresses of quality: visits, their templates, and the providers' yearly reports."""

from django.urls import path

from stegvis.providers.views import announced, control_exports, templates, visits, yearly

urlpatterns = [
    path("kvalitetsbesok/", visits.visits, name="quality_visits"),
    path("kvalitetsbesok/uttag/", control_exports.quality_visits_export, name="quality_visits_export"),
    path("kvalitetsbesok/forslag/", visits.proposals, name="quality_visit_proposals"),
    path("anordnare/kvalitetsbesok/", announced.announced_visits, name="announced_visits"),
    path("anordnare/<int:pk>/besok/", visits.plan, name="plan_quality_visit"),
    path("kvalitetsbesok/<int:pk>/", visits.visit, name="quality_visit"),
    path("kvalitetsbesok/<int:pk>/protokoll/", visits.protocol, name="quality_visit_protocol"),
    path("kvalitetsbesok/<int:pk>/planera-om/", visits.replan, name="replan_quality_visit"),
    path("kvalitetsbesok/<int:pk>/stall-in/", visits.call_off, name="call_off_quality_visit"),
    path("kvalitetsbesok/<int:pk>/handling/", visits.download, name="quality_visit_pdf"),
    path("kvalitetsmallar/", templates.templates, name="quality_templates"),
    path("kvalitetsmallar/<slug:template>/", templates.write, name="write_quality_template"),
    path("kvalitetsrapporter/", yearly.reports, name="quality_reports"),
    path("kvalitetsrapporter/<int:pk>/", yearly.report, name="quality_report"),
    path("anordnare/<int:pk>/kvalitetsrapport/<int:year>/", yearly.write, name="write_quality_report"),
]
