"""Addresses of the application as the organisation writes it."""

from django.urls import path

from stegvis.providers.views import own_applications as own
from stegvis.providers.views import public_applications as public

BY_LINK = "ansok/<slug:slug>/ansokan/"
OWN = "vara-ansokningar/<int:pk>/"

urlpatterns = [
    path("ansok/", public.choose_principal, name="choose_principal"),
    path("ansok/<slug:slug>/", public.apply, name="apply"),
    path("ansok/<slug:slug>/brev/", public.application_letter, name="application_letter"),
    path("ansok/<slug:slug>/lank/", public.application_link, name="application_link"),
    path("ansok/<slug:slug>/stang/", public.leave_application, name="leave_application"),
    path(BY_LINK, public.application_by_link, name="application_by_link"),
    path(f"{BY_LINK}uppgifter/", public.application_by_link_facts, name="application_by_link_facts"),
    path(f"{BY_LINK}insatser/", public.application_by_link_parts, name="application_by_link_parts"),
    path(f"{BY_LINK}platser/", public.application_by_link_sites, name="application_by_link_sites"),
    path(
        f"{BY_LINK}villkor/<int:version>/",
        public.application_by_link_condition,
        name="application_by_link_condition",
    ),
    path(f"{BY_LINK}skicka/", public.application_by_link_send, name="application_by_link_send"),
    path(f"{BY_LINK}aterta/", public.application_by_link_withdraw, name="application_by_link_withdraw"),
    path(
        f"{BY_LINK}underlag/<int:evidence>/",
        public.application_by_link_evidence,
        name="application_by_link_evidence",
    ),
    path(f"{BY_LINK}beslut/", public.application_by_link_decision, name="application_by_link_decision"),
    path("vara-ansokningar/", own.own_applications, name="own_applications"),
    path(OWN, own.own_application, name="own_application"),
    path(f"{OWN}uppgifter/", own.own_application_facts, name="own_application_facts"),
    path(f"{OWN}insatser/", own.own_application_parts, name="own_application_parts"),
    path(f"{OWN}platser/", own.own_application_sites, name="own_application_sites"),
    path(f"{OWN}villkor/<int:version>/", own.own_application_condition, name="own_application_condition"),
    path(f"{OWN}skicka/", own.own_application_send, name="own_application_send"),
    path(f"{OWN}aterta/", own.own_application_withdraw, name="own_application_withdraw"),
    path("vara-ansokningar/underlag/<int:pk>/", own.evidence, name="evidence"),
]
