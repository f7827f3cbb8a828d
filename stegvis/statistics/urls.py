"""Addresses of the statistics."""

from django.urls import path

from stegvis.statistics import views

urlpatterns = [
    path("statistik/", views.board_report, name="board_report"),
    path("statistik/skrivelse/", views.memo, name="report_memo"),
    path("statistik/tabeller/", views.tables, name="report_tables"),
    path("statistik/rader/<slug:key>/", views.rows, name="report_rows"),
    path("statistik/jamforelse/", views.comparison, name="comparison"),
    path("statistik/jamforelse/tabell/", views.comparison_table, name="comparison_table"),
    path("statistik/jamforelse/rakna-om/", views.compare_again, name="compare_again"),
    path("statistik/jamforelse/villkor/", views.comparison_terms, name="comparison_terms"),
    path("statistik/jamforelse/villkor/nya/", views.write_comparison_terms, name="write_comparison_terms"),
    path("statistik/underlag/", views.sources, name="report_sources"),
    path("statistik/underlag/ta-bort/", views.remove_time, name="remove_reporting_time"),
]
