"""Addresses of control: the calendar, deficiencies, warnings and revocations."""

from django.urls import path

from stegvis.providers.views import control, control_exports, deficiencies, sanctions

urlpatterns = [
    path("kontroller/", control.controls, name="controls"),
    path("kontroller/uttag/", control_exports.controls_export, name="controls_export"),
    path("kontroller/<int:pk>/", control.do_one_control, name="do_control"),
    path("brister/", deficiencies.deficiencies, name="deficiencies"),
    path("brister/uttag/", control_exports.deficiencies_export, name="deficiencies_export"),
    path("brister/<int:pk>/", deficiencies.deficiency, name="deficiency"),
    path("brister/<int:pk>/atgard/", deficiencies.order, name="order_remedy"),
    path("brister/<int:pk>/langre-tid/", deficiencies.prolong, name="prolong_remedy"),
    path("brister/<int:pk>/svar/", deficiencies.answer, name="answer_remedy"),
    path("brister/filer/<int:pk>/", deficiencies.paper, name="remedy_paper"),
    path("brister/<int:pk>/bedom/", deficiencies.close, name="close_remedy"),
    path("brister/<int:pk>/avskriv/", deficiencies.dismiss, name="dismiss_deficiency"),
    path("anordnare/<int:pk>/brist/", deficiencies.record, name="record_deficiency"),
    path("anordnare/<int:pk>/varna/", sanctions.warn_provider, name="warn_provider"),
    path("anordnare/<int:pk>/foresla-aterkallelse/", sanctions.propose, name="propose_revocation"),
    path("anordnare/<int:pk>/aterkalla-tills-vidare/", sanctions.suspend_provider, name="suspend_provider"),
    path("aterkallelser/", sanctions.proposals, name="revocation_proposals"),
    path("aterkallelser/<int:pk>/", sanctions.proposal, name="revocation_proposal"),
    path("aterkallelser/<int:pk>/aterkalla/", sanctions.revoke_provider, name="revoke_provider"),
    path("aterkallelser/<int:pk>/avskriv/", sanctions.dismiss, name="dismiss_revocation"),
    path("anordnarbeslut/<int:pk>/upphav/", sanctions.lift_revocation, name="lift_revocation"),
]
