"""Addresses of assignments."""

from django.urls import include, path

from stegvis.assignments.views import assignment, deciding, following, giving, listing, naming, supervising

urlpatterns = [
    path("", include("stegvis.assignments.activation.urls")),
    path("", include("stegvis.assignments.voices.urls")),
    path("", include("stegvis.assignments.review.urls")),
    path("uppdrag/", listing.assignments, name="assignments"),
    path("arenden/val/<int:pk>/uppdrag/", giving.give, name="give_assignment"),
    path("uppdrag/<int:pk>/", assignment.assignment, name="assignment"),
    path("uppdrag/<int:pk>/namnge/", naming.name_staff, name="name_provider_staff"),
    path("uppdrag/<int:pk>/handledare/", supervising.supervisors, name="supervisors"),
    path("uppdrag/<int:pk>/plan/", following.plan, name="plan_assignment"),
    path("uppdrag/<int:pk>/rapport/", following.send, name="send_report"),
    path("uppdrag/rapporter/<int:pk>/", assignment.report, name="monthly_report"),
    path("uppdrag/rapporter/<int:pk>/ratta/", following.correct, name="correct_report"),
    path("uppdrag/<int:pk>/trepartsmote/", following.meet, name="record_meeting"),
    path("uppdrag/<int:pk>/slutrapport/", following.report_finally, name="final_report"),
    path("uppdrag/<int:pk>/forlang/", deciding.extend_page, name="extend_assignment"),
    path("uppdrag/<int:pk>/avsluta/", deciding.end_page, name="end_assignment"),
]
