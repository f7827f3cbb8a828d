"""Addresses of a case's record: searching in it, printing it."""

from django.urls import path

from stegvis.casework.views import record

urlpatterns = [
    path("arenden/<int:pk>/sok/", record.search, name="search_record"),
    path("arenden/<int:pk>/skriv-ut/", record.print_record, name="print_record"),
    path("arenden/<int:pk>/skriv-ut/akt/", record.printed_record, name="printed_record"),
    path("arenden/<int:pk>/skriv-ut/pdf/", record.record_pdf, name="record_pdf"),
]
