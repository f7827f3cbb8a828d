"""Addresses of casework."""

from django.urls import path

from stegvis.casework.views import (
    attachments,
    break_glass,
    case,
    deciding,
    ending,
    listing,
    opening,
    protection,
)

urlpatterns = [
    path("arenden/", listing.cases, name="cases"),
    path("arenden/nytt/", opening.open_case_page, name="open_case"),
    path("arenden/nodoppna/", break_glass.break_glass, name="break_glass"),
    path("arenden/nodoppna/mina/", break_glass.my_openings, name="my_openings"),
    path("arenden/nodoppningar/", break_glass.openings, name="openings"),
    path("arenden/nodoppningar/<int:pk>/", break_glass.opening, name="opening"),
    path("arenden/<int:pk>/", case.case, name="case"),
    path("arenden/<int:pk>/sluta-lasa/", break_glass.end_reading, name="end_reading"),
    path("arenden/<int:pk>/handlaggare/", opening.hand_over_case, name="hand_over"),
    path("arenden/<int:pk>/skydd/", protection.protection, name="protection"),
    path("arenden/<int:pk>/skydd/andra/", protection.change_protection, name="change_protection"),
    path("arenden/<int:pk>/skydd/beslut/", protection.decide_lowering, name="decide_lowering"),
    path("arenden/<int:pk>/skydd/namnge/", protection.name_staff, name="name_staff"),
    path("arenden/<int:pk>/skydd/aterta/", protection.withdraw_name, name="withdraw_name"),
    path("arenden/<int:pk>/skydd/utlamnat/", protection.disclosed, name="disclosed"),
    path("arenden/<int:pk>/kartlaggning/", deciding.assess, name="assess"),
    path("arenden/<int:pk>/beslut/", deciding.decide, name="decide"),
    path("arenden/<int:pk>/beslut/<int:intervention>/bevilja/", deciding.grant, name="grant"),
    path("arenden/<int:pk>/beslut/<int:intervention>/avsla/", deciding.refuse, name="refuse"),
    path("arenden/<int:pk>/avsluta/", ending.close, name="close_case"),
    path("arenden/<int:pk>/ateroppna/", ending.reopen, name="reopen_case"),
    path("arenden/<int:pk>/bilagor/ny/", attachments.add_attachment, name="add_attachment"),
    path("arenden/bilagor/<int:pk>/", attachments.download_attachment, name="download_attachment"),
    path(
        "arenden/bilagor/<int:pk>/aterkalla/",
        attachments.withdraw_attachment_page,
        name="withdraw_attachment",
    ),
    path("arenden/beslut/<int:pk>/", case.decision, name="decision"),
    path("arenden/beslut/<int:pk>/ratta/", deciding.correct, name="correct_decision"),
    path("arenden/beslut/<int:pk>/till-avslag/", deciding.correct_to_refusal, name="correct_to_refusal"),
    path("arenden/beslut/<int:pk>/valj/", deciding.choose, name="choose"),
    path("arenden/beslut/<int:pk>/tillaggscheck/", deciding.voucher, name="give_voucher"),
    path("arenden/uppfoljningar/<int:pk>/", ending.follow_up, name="follow_up"),
]
