"""Addresses of full time."""

from django.urls import path

from stegvis.assignments.activation.views import following, memo, own

urlpatterns = [
    path("heltid/", following.activation, name="activation"),
    path("heltid/lista/", following.activation_list, name="activation_list"),
    path("heltid/lista/fil/", following.activation_export, name="activation_export"),
    path("heltid/skrivelse/", memo.activation_memo, name="activation_memo"),
    path("heltid/rakna-om/", following.activation_recount, name="activation_recount"),
    path("heltid/utveckling/", following.activation_trend, name="activation_trend"),
    path("arenden/<int:pk>/aktiviteter/", own.case_activities, name="case_activities"),
    path("arenden/<int:pk>/aktiviteter/ny/", own.add_activity, name="add_activity"),
    path("arenden/<int:pk>/aktiviteter/skal/", own.add_hindrance, name="add_hindrance"),
    path("arenden/aktiviteter/<int:pk>/slutdag/", own.end_activity, name="end_activity"),
    path("arenden/aktiviteter/<int:pk>/ta-bort/", own.remove_activity, name="remove_activity"),
    path("arenden/skal/<int:pk>/slutdag/", own.end_hindrance, name="end_hindrance"),
    path("arenden/skal/<int:pk>/ta-bort/", own.remove_hindrance, name="remove_hindrance"),
]
