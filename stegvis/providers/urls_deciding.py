"""Addresses of applications as they are tried, of decisions about providers, and of re-authorisation."""

from django.urls import path

from stegvis.providers.views import decision_texts, decisions, judging, rounds
from stegvis.providers.views import reviewing as views

urlpatterns = [
    path("ansokningar/", views.applications, name="applications"),
    path("ansokningar/<int:pk>/", views.application, name="application"),
    path("ansokningar/<int:pk>/handlagg/", views.take_application, name="take_application"),
    path("ansokningar/<int:pk>/villkor/<int:version>/", judging.judge_condition, name="judge_condition"),
    path(
        "ansokningar/<int:pk>/andra-villkor/", judging.try_by_other_conditions, name="try_by_other_conditions"
    ),
    path("ansokningar/<int:pk>/komplettering/", views.ask_completion, name="ask_completion"),
    path("ansokningar/<int:pk>/fortsatt/", views.stop_waiting, name="stop_waiting"),
    path("ansokningar/<int:pk>/forslag/", views.propose_application, name="propose_application"),
    path("ansokningar/<int:pk>/beslut/", views.decide_application, name="decide_application"),
    path("ansokningar/<int:pk>/skicka-tillbaka/", views.send_back_application, name="send_back_application"),
    path("anordnarbeslut/", decisions.provider_decisions, name="provider_decisions"),
    path("anordnarbeslut/uttag/", decisions.provider_decisions_export, name="provider_decisions_export"),
    path("anordnarbeslut/texter/", decision_texts.decision_texts, name="provider_decision_texts"),
    path(
        "anordnarbeslut/texter/nya/",
        decision_texts.write_decision_texts,
        name="write_provider_decision_texts",
    ),
    path(
        "anordnarbeslut/texter/ta-tillbaka/",
        decision_texts.take_back_decision_texts,
        name="take_back_provider_decision_texts",
    ),
    path("anordnarbeslut/<int:pk>/", decisions.provider_decision, name="provider_decision"),
    path("anordnarbeslut/<int:pk>/handling/", decisions.decision_document, name="provider_decision_document"),
    path("omauktorisationer/", rounds.reauthorisations, name="reauthorisations"),
    path("omauktorisationer/ny/", rounds.start_reauthorisation, name="start_reauthorisation"),
    path("omauktorisationer/<int:pk>/", rounds.reauthorisation, name="reauthorisation"),
    path("omauktorisationer/<int:pk>/paminn/", rounds.remind_reauthorisation, name="remind_reauthorisation"),
    path(
        "omauktorisationer/<int:pk>/aterkallelse/",
        rounds.propose_revocations,
        name="propose_round_revocations",
    ),
    path("omauktorisationer/<int:pk>/avsluta/", rounds.end_reauthorisation, name="end_reauthorisation"),
]
