"""Jobs in the queue: with their data or not at all, never two of the same, done in spite of faults."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from asgiref.sync import async_to_sync
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job as QueuedJob
from procrastinate.manager import JobManager

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.database import scope
from stegvis.core.database.scope import Scope
from stegvis.core.jobs import queue, worker
from stegvis.core.jobs.timetable import Job, JobFailed, job_called
from stegvis.registry.background import CUT_SHORT, UNEXPECTED, Doing, can_start, enqueue, start
from stegvis.registry.models import JobRun
from tests import builders

State = JobRun.State
JOURNAL = "tend-journal"
alone = pytest.mark.django_db(transaction=True)


@pytest.fixture
def principal(db):
    return builders.a_principal()


@pytest.fixture
def an_empty_queue(transactional_db) -> Iterator[None]:
    """Emptying the tables between tests leaves the queue's own as they are."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"
        )


def waiting_jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def failing(error: Exception) -> Job:
    def fail(principal_id: int) -> str:
        raise error

    return Job("failing", "Ett jobb", "Går fel.", "0 4 * * *", "varje natt", each=fail)


@pytest.fixture
def a_failing_job(monkeypatch):
    """A job of the timetable that fails as it is told to."""
    from stegvis.core.jobs import timetable

    def make(error):
        monkeypatch.setitem(timetable._jobs, "failing", failing(error))
        return timetable.job_called("failing")

    return make


# --- put in ---------------------------------------------------------------------------------------


def test_a_job_is_put_in_with_what_it_is_about_or_not_at_all(principal):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(job_called(JOURNAL), principal.pk)
        raise ZeroDivisionError
    assert not JobRun.objects.exists()
    assert waiting_jobs() == []
    enqueue(job_called(JOURNAL), principal.pk)
    assert JobRun.objects.get().state == State.WAITING
    assert len(waiting_jobs()) == 1


def test_a_run_without_its_job_is_not_left_behind(principal, monkeypatch):
    def cut_short(*given):
        raise ZeroDivisionError

    monkeypatch.setattr(queue, "put", cut_short)
    with pytest.raises(ZeroDivisionError):
        enqueue(job_called(JOURNAL), principal.pk)
    assert not JobRun.objects.exists()  # it would stand in the way of the next


def test_the_same_job_waits_or_goes_on_once_for_each_principal(principal):
    other = builders.a_principal()
    assert enqueue(job_called(JOURNAL), principal.pk)
    assert enqueue(job_called(JOURNAL), principal.pk) is None
    assert enqueue(job_called(JOURNAL), other.pk)
    assert enqueue(job_called("tend-files"), principal.pk)
    assert enqueue(job_called("tidy-up"), None)
    assert enqueue(job_called("tidy-up"), None) is None
    assert JobRun.objects.count() == len(waiting_jobs()) == 4


def test_nothing_but_keys_goes_into_the_queue(principal):
    run = enqueue(job_called(JOURNAL), principal.pk)
    ((_, arguments),) = waiting_jobs()
    assert set(eval(arguments.replace("null", "None")).values()) == {JOURNAL, principal.pk, run.pk}


def test_a_job_of_the_timetable_begins_for_every_principal_or_once_for_all(principal):
    builders.a_principal()
    Doing().begin(job_called(JOURNAL))
    Doing().begin(job_called("tidy-up"))
    runs = list(JobRun.objects.order_by("id").values_list("job", "principal"))
    assert [job for job, _ in runs].count(JOURNAL) >= 2
    assert ("tidy-up", None) in runs


def test_what_the_installation_is_not_set_up_for_does_not_begin(principal, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    Doing().begin(job_called("send-reminders"))
    assert not JobRun.objects.exists()


# --- done -----------------------------------------------------------------------------------------


def test_a_job_that_is_done_tells_what_came_of_it_and_how_long_it_took(principal):
    run = enqueue(job_called(JOURNAL), principal.pk)
    Doing().do(JOURNAL, principal.pk, run.pk, is_last=False)
    run.refresh_from_db()
    assert (run.state, run.told, run.attempts) == (State.DONE, "0 anteckningar låsta.", 1)
    assert 0 <= run.seconds < 60


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (JobFailed("E-postservern svarar inte."), "E-postservern svarar inte."),
        (KeyError("Anna Ek"), UNEXPECTED),
    ],
)
def test_a_fault_is_told_in_plain_words_and_an_unknown_one_without_its_own(
    principal, a_failing_job, error, words
):
    run = enqueue(a_failing_job(error), principal.pk)
    with pytest.raises(type(error)):
        Doing().do("failing", principal.pk, run.pk, is_last=False)
    run.refresh_from_db()
    assert (run.state, run.told, run.is_over) == (State.AGAIN, words, False)
    with pytest.raises(type(error)):
        Doing().do("failing", principal.pk, run.pk, is_last=True)
    run.refresh_from_db()
    assert (run.state, run.told, run.attempts) == (State.FAILED, words, 2)


def test_what_was_cut_short_too_many_times_is_given_up_and_told(principal):
    run = enqueue(job_called(JOURNAL), principal.pk)
    Doing().give_up(run.pk)
    run.refresh_from_db()
    assert (run.state, run.told) == (State.FAILED, CUT_SHORT)


@pytest.mark.parametrize("state", [State.DONE, State.FAILED])
def test_what_is_over_is_not_done_again_when_its_worker_was_killed_before_it_said_so(principal, state):
    run = enqueue(job_called(JOURNAL), principal.pk)
    JobRun.objects.update(state=state, ended_at=clock.now(), told="Klart.", attempts=1)
    Doing().do(JOURNAL, principal.pk, run.pk, is_last=False)
    Doing().give_up(run.pk)
    run.refresh_from_db()
    assert (run.state, run.told, run.attempts) == (state, "Klart.", 1)


def test_a_failure_that_a_later_run_has_made_good_awaits_nobody(principal):
    failed = {"principal": principal, "job": JOURNAL, "asked_at": clock.now()}
    first = JobRun.objects.create(**failed, state=State.FAILED, ended_at=clock.now())
    assert list(JobRun.objects.to_see_to()) == [first]
    JobRun.objects.create(**failed, state=State.DONE, ended_at=clock.now())
    assert not JobRun.objects.to_see_to()


def test_old_runs_are_removed_and_lost_ones_told(principal):
    for days, ended in ((31, True), (29, True), (31, False)):
        moment = clock.now() - timedelta(days)
        state, at = (State.DONE, moment) if ended else (State.WAITING, None)
        JobRun.objects.create(principal=principal, job=JOURNAL, asked_at=moment, state=state, ended_at=at)
    job_called("tidy-up").run(None)
    kept = set(JobRun.objects.values_list("state", "told"))
    assert kept == {(State.DONE, ""), (State.FAILED, CUT_SHORT)}  # what was never done has been lost


# --- the worker -----------------------------------------------------------------------------------


@alone
def test_the_worker_does_what_waits_and_puts_off_what_fails(an_empty_queue, a_failing_job):
    runs = [enqueue(job_called(JOURNAL), builders.a_principal().pk) for _ in range(2)]
    runs.append(enqueue(job_called("make-partitions"), None))
    fails = enqueue(a_failing_job(JobFailed("Nej.")), runs[0].principal_id)
    worker.work_off()
    assert {state_of(run) for run in runs} == {State.DONE}
    fails.refresh_from_db()
    assert (fails.state, fails.told) == (State.AGAIN, "Nej.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, scheduled_at > now() FROM procrastinate_jobs")
        assert cursor.fetchall() == [("todo", True)]


@alone
def test_what_a_killed_worker_was_doing_is_done_by_the_next(an_empty_queue):
    run = enqueue(job_called(JOURNAL), builders.a_principal().pk)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE casework_journalnote")  # in the middle of its work
        killed = a_worker_in_a_process_of_its_own()
        wait_until(lambda: state_of(run) == State.RUNNING)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    worker.work_off()
    assert state_of(run) == State.RUNNING  # it may still be alive
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    worker.work_off()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.DONE, 2)


def test_of_two_workers_that_find_the_same_job_left_one_takes_it_up(principal):
    run = enqueue(job_called(JOURNAL), principal.pk)
    manager = JobManager(DjangoConnector())
    be_done()
    (found,) = jobs_left_of(run, manager)
    async_to_sync(queue.take_up_one)(found, manager)
    assert jobs_left_of(run, manager) == []
    be_done()
    async_to_sync(queue.take_up_one)(found, manager)  # the other worker, which found it as it was
    assert [job.attempts for job in jobs_left_of(run, manager)] == [1]


def test_of_two_workers_that_find_a_job_cut_short_too_often_one_gives_it_up(principal):
    run = enqueue(job_called(JOURNAL), principal.pk)
    manager = JobManager(DjangoConnector())
    be_done(attempts=queue.ATTEMPTS - 1)
    (found,) = jobs_left_of(run, manager)
    for _ in range(2):
        async_to_sync(queue.take_up_one)(found, manager)
    run.refresh_from_db()
    assert (run.state, run.told) == (State.FAILED, CUT_SHORT)
    assert jobs_left_of(run, manager) == []


def be_done(attempts: int | None = None) -> None:
    """By a worker that is not there any longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = COALESCE(%s, attempts)", [attempts]
        )


def jobs_left_of(run: JobRun, manager: JobManager) -> list[QueuedJob]:
    found = async_to_sync(manager.get_stalled_jobs)()
    read = [job.evolve(task_kwargs=json.loads(job.task_kwargs)) for job in found]
    return [job for job in read if job.task_kwargs.get("run") == run.pk]


def a_worker_in_a_process_of_its_own() -> subprocess.Popen[bytes]:
    server = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(server._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "stegvis.settings.test"}
    return subprocess.Popen([sys.executable, "-m", "stegvis", "work", "--until-empty"], env=environment)


def state_of(run: JobRun) -> str:
    return JobRun.objects.values_list("state", flat=True).get(pk=run.pk)


def wait_until(holds, seconds=30) -> None:
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.05)


# --- who ------------------------------------------------------------------------------------------


def test_administrators_start_their_own_principals_jobs_and_not_the_installations(principal):
    administrator = builders.a_seat(Role.ADMINISTRATOR, principal).actor
    caseworker = builders.a_seat(Role.CASEWORKER, principal).actor
    assert start(job_called(JOURNAL), by=administrator)
    assert not start(job_called(JOURNAL), by=administrator)
    assert JobRun.objects.get().asked_by_id == administrator.user_id
    with pytest.raises(Forbidden):
        start(job_called("verify-log"), by=administrator)
    with pytest.raises(Forbidden):
        start(job_called(JOURNAL), by=caseworker)


def test_what_the_installation_is_not_set_up_for_is_not_started_either(principal, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    administrator = builders.a_seat(Role.ADMINISTRATOR, principal).actor
    assert can_start(administrator, job_called(JOURNAL))
    with pytest.raises(Refused, match="ingen e-post"):
        start(job_called("send-reminders"), by=administrator)
    assert mail.outbox == []


def test_the_pages_role_puts_in_and_reads_neither_others_runs_nor_the_queue(principal):
    other = enqueue(job_called(JOURNAL), builders.a_principal().pk)
    of_all = enqueue(job_called("tidy-up"), None)
    with scope.principal(principal.pk):
        run = enqueue(job_called(JOURNAL), principal.pk)
        assert set(JobRun.objects.values_list("pk", flat=True)) == {run.pk, of_all.pk}
        assert JobRun.objects.filter(pk=other.pk).update(told="x") == 0
        assert queue.last_sign_of_life() is None
        assert not right("procrastinate_jobs", "SELECT, UPDATE, DELETE")


def test_outsiders_reach_neither_runs_nor_the_queue(principal):
    enqueue(job_called("tidy-up"), None)
    with scope.within(Scope(principal.pk, provider_id=1)):
        assert not JobRun.objects.exists()
        for table in ("jobs", "events", "workers", "periodic_defers"):
            assert not right(f"procrastinate_{table}", "SELECT, INSERT, UPDATE, DELETE")


def right(table: str, rights: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, rights])
        return bool(cursor.fetchone()[0])


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def page(client, principal, no_second_factor):
    seat = builders.a_seat(Role.ADMINISTRATOR, principal)
    client.force_login(seat.user)

    def shown():
        return client.get(reverse("jobs")).content.decode()

    return shown


def test_the_page_tells_what_is_done_when_and_how_it_went(page, principal):
    JobRun.objects.create(
        principal=principal, job=JOURNAL, asked_at=clock.now(), began_at=clock.now(), ended_at=clock.now(),
        state=State.FAILED, told="Databasen var upptagen.", attempts=5,
    )  # fmt: skip
    JobRun.objects.create(principal=builders.a_principal(), job=JOURNAL, asked_at=clock.now(), told="Andras.")
    shown = page()
    for words in (
        "Låsning av journalanteckningar misslyckades",
        "Databasen var upptagen.",
        "Kör igen",
        "Varje timme",
    ):
        assert words in shown
    assert "Andras." not in shown
    assert "Inga jobb körs just nu" in shown


def test_a_job_is_begun_from_the_page(page, client, principal):
    answer = client.post(reverse("start_job", args=[JOURNAL]), follow=True)
    assert "är begärt" in answer.content.decode()
    assert "Väntar" in page()
    answer = client.post(reverse("start_job", args=[JOURNAL]), follow=True)
    assert "pågår redan" in answer.content.decode()
    assert JobRun.objects.count() == 1
    assert client.post(reverse("start_job", args=["no-such"])).status_code == 404
    answer = client.post(reverse("start_job", args=["verify-log"]), follow=True)
    assert "gäller hela installationen" in answer.content.decode()


def test_the_comparison_is_computed_again_from_its_page(client, principal, no_second_factor):
    client.force_login(builders.a_seat(Role.QUALITY_OFFICER, principal).user)
    client.post(reverse("compare_again"))
    shown = client.get(reverse("comparison")).content.decode()
    assert "väntar på sin tur" in shown
    JobRun.objects.update(state=State.DONE, ended_at=clock.now())
    assert "väntar på sin tur" not in client.get(reverse("comparison")).content.decode()
