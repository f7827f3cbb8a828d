"""Addresses of decisions: taking them, by two persons, their documents, the delegation, the board's list."""

from django.urls import path

from stegvis.casework.views import board_list, changing, delegation, documents, proposals, taking, texts

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
    path("delegation/", delegation.delegation, name="delegation"),
    path("delegation/ny/", delegation.add_delegation, name="add_delegation"),
    path("delegation/standard/", delegation.standard_delegation, name="standard_delegation"),
    path("delegation/<int:pk>/avsluta/", delegation.end_delegation, name="end_delegation"),
    path("beslutstexter/", texts.decision_texts, name="decision_texts"),
    path("beslutstexter/<slug:decision_kind>/", texts.write_decision_text, name="write_decision_text"),
    path("delegationsbeslut/", board_list.delegated_decisions, name="delegated_decisions"),
    path(
        "delegationsbeslut/ta-ut/",
        board_list.delegated_decisions_export,
        name="delegated_decisions_export",
    ),
]
