from django.urls import include, path

from stegvis.accounts import (
    administration,
    code_login,
    own_sign_ins,
    proposals,
    proving,
    reminder_page,
    support,
    views,
)

urlpatterns = [
    path("", views.start, name="start"),
    path("vantar/<slug:key>/", views.waiting, name="waiting"),
    path("konto/plats/", views.change_seat, name="change_seat"),
    path("mina-inloggningar/", own_sign_ins.my_sign_ins, name="my_sign_ins"),
    path("paminnelser/", reminder_page.reminders, name="reminders"),
    path("bekrafta/", proving.prove_identity, name="prove_identity"),
    path("bekrafta/logga-in-igen/", proving.sign_in_again, name="sign_in_again"),
    path("fortsatt/", proving.continue_form, name="continue_form"),
    path("demo/logga-in/", views.demo_login, name="demo_login"),
    path("support/", support.support, name="support"),
    path("support/<int:pk>/", support.impersonate, name="impersonate"),
    path("support/sluta/", support.stop_impersonating, name="stop_impersonating"),
    path("kod/", code_login.code_login, name="code_login"),
    path("", include("stegvis.accounts.single_sign_on.urls")),
    path("anvandare/", administration.memberships, name="memberships"),
    path("anvandare/ny/", administration.add_role, name="add_role"),
    path("anvandare/oforenliga-roller/", administration.role_conflicts, name="role_conflicts"),
    path("anvandare/forslag/", proposals.role_proposals, name="role_proposals"),
    path("anvandare/forslag/<int:pk>/", proposals.role_proposal, name="role_proposal"),
    path("anvandare/<int:pk>/nollstall/", administration.reset_factor, name="reset_factor"),
    path("anvandare/<int:pk>/avsluta/", administration.end_role, name="end_role"),
]
