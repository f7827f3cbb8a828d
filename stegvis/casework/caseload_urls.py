"""Addresses of how the work is shared."""

from django.urls import path

from stegvis.casework.views import absences, caseload, circulating

urlpatterns = [
    path("arenden/fordelning/", caseload.caseload, name="caseload"),
    path("arenden/fordelning/arenden/", caseload.caseload_cases, name="caseload_cases"),
    path("arenden/fordelning/overlamna/", caseload.hand_over_many_page, name="hand_over_many"),
    path("arenden/rundgang/", circulating.circulating, name="circulating"),
    path("arenden/rundgang/rakna-om/", circulating.circulating_recount, name="circulating_recount"),
    path("arenden/rundgang/fil/", circulating.circulating_export, name="circulating_export"),
    path("arenden/franvaro/", absences.absences, name="absences"),
    path("arenden/franvaro/<int:pk>/avsluta/", absences.end, name="end_absence"),
]
