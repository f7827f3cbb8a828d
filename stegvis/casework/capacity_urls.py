"""Addresses about capacity: the case's own pages, and the medical adviser's."""

from django.urls import path

from stegvis.casework.views import advising, capacity, ladder, statements

urlpatterns = [
    path("arenden/<int:pk>/formaga/", capacity.capacity, name="capacity"),
    path("arenden/<int:pk>/formaga/ny/", capacity.record, name="record_grade"),
    path("arenden/formaga/<int:pk>/ratta/", capacity.correct, name="correct_grade"),
    path("arenden/formaga/<int:pk>/ta-bort/", capacity.remove, name="remove_grade"),
    path("arenden/<int:pk>/stege/", ladder.ladder_page, name="ladder"),
    path("arenden/<int:pk>/utlatande/", statements.ask, name="ask_adviser"),
    path("arenden/utlatanden/<int:pk>/", statements.statement, name="statement"),
    path("arenden/utlatanden/<int:pk>/aterkalla/", statements.call_off, name="call_off_statement"),
    path("arenden/utlatanden/<int:pk>/svar/", statements.record_answer, name="record_answer"),
    path("arenden/utlatanden/<int:pk>/stallning/", statements.take_stand, name="take_stand"),
    path("utlatanden/", advising.statements_to_answer, name="advising"),
    path("utlatanden/<int:pk>/", advising.advise, name="advise"),
    path("utlatanden/<int:pk>/intyg/<int:paper>/", advising.advised_paper, name="advised_paper"),
]
