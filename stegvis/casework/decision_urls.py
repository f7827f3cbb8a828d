"""Addresses of decisions: taking them, by two persons, their documents, the delegation, the board's list."""

from django.urls import path

from stegvis.casework.views import changing, documents, proposals, taking

urlpatterns = [
    path("arenden/<int:pk>/beslut/<int:intervention>/bevilja/", taking.grant, name="grant"),
    path("arenden/<int:pk>/beslut/<int:intervention>/avsla/", taking.refuse, name="refuse"),
    path("arenden/beslut/<int:pk>/ratta/", taking.correct, name="correct_decision"),
    path("arenden/beslut/<int:pk>/till-avslag/", taking.correct_to_refusal, name="correct_to_refusal"),
    path("arenden/beslut/<int:pk>/tillaggscheck/", taking.voucher, name="give_voucher"),
    path("arenden/beslut/<int:pk>/andra/", changing.change, name="change_decision"),
    path("arenden/beslut/<int:pk>/avsluta/", changing.end_grant, name="end_grant"),
    path("arenden/beslut/<int:pk>/handling/", documents.download_decision, name="download_decision"),
    path(
        "arenden/beslut/<int:pk>/handling/ta-fram/",
        documents.make_decision_document,
        name="make_decision_document",
    ),
    path("arenden/forslag/<int:pk>/", proposals.proposal, name="proposal"),
]
