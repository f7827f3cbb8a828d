"""Addresses of the resident's own pages."""

from django.urls import path

from stegvis.portal import changing, choosing, documents, paper_codes, views

urlpatterns = [
    path("arenden/<int:pk>/inloggningskod/", paper_codes.paper_code, name="paper_code"),
    path("mina-sidor/", views.my_pages, name="my_pages"),
    path("mina-sidor/arenden/<int:pk>/", views.my_case, name="my_case"),
    path("mina-sidor/beslut/<int:pk>/", documents.my_decision, name="my_decision"),
    path("mina-sidor/uppdrag/<int:pk>/", views.my_assignment, name="my_assignment"),
    path("mina-sidor/vem-har-last/", views.my_readers, name="my_readers"),
    path("mina-sidor/val/<int:pk>/", choosing.my_choice, name="my_choice"),
    path("mina-sidor/val/<int:pk>/jamfor/", choosing.compare_my_choice, name="compare_my_choice"),
    path("mina-sidor/val/<int:pk>/bekrafta/", choosing.confirm_choice, name="confirm_choice"),
    path("mina-sidor/val/<int:pk>/hjalp/", choosing.ask_for_help_to_choose, name="ask_for_help"),
    path("mina-sidor/val/<int:pk>/byt/", changing.my_change, name="my_change"),
]
