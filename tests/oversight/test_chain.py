"""The chain of the log shows what has been changed, removed, put in or swapped, and where."""

import json
from datetime import timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from stegvis.core import clock, readings
from stegvis.core.actor import Role
from stegvis.core.database import scope
from stegvis.core.readings import Kind
from stegvis.oversight.chain import Chain, chains, faults_in, hash_of
from stegvis.oversight.models import ChainHead, Reading
from stegvis.oversight.partitions import make_partitions, warning
from tests import builders
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_builders_day():
    with clock.frozen(builders.TODAY):
        yield


def a_log(rows=6):
    """A caseworker's readings of one case, chained in its unit."""
    seat = builders.a_seat(Role.CASEWORKER, builders.a_principal())
    case = builders.a_case(seat.membership.unit)
    for number in range(rows):
        readings.note(
            seat.actor, Kind.SHOWN, what=f"sida {number} å", record=case, person_ids=[case.person_id]
        )
    return seat, case, Chain(seat.actor.principal_id, case.unit_id)


def past_the_triggers(sql, *values):
    """What the owner of the tables can do: all triggers of ours off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for does in ("DISABLE", "ENABLE"):
            for table in ("oversight_reading", "oversight_chainhead"):
                cursor.execute(f"ALTER TABLE {table} {does} TRIGGER USER")
            if does == "DISABLE":
                cursor.execute(sql, values)


def told(chain, **days):
    return [(fault.seq, fault.what) for fault in faults_in(chain, **days)]


def test_a_log_that_nobody_has_touched_is_whole_and_told_alike_by_database_and_program():
    _, _, chain = a_log()
    assert told(chain) == []
    row = Reading.objects.order_by("-seq").values().first()
    assert hash_of(row) == bytes(row["hash"])


def test_each_unit_has_a_chain_of_its_own():
    _, _, first = a_log(2)
    _, _, second = a_log(3)
    assert {first, second} <= set(chains())
    assert chains(first.principal_id) == [first]
    assert ChainHead.objects.get(unit_id=second.unit_id).seq == 3


def test_a_changed_row_is_found():
    _, _, chain = a_log()
    past_the_triggers(
        "UPDATE oversight_reading SET what = 'annat' WHERE unit_id = %s AND seq = 3", chain.unit_id
    )
    assert told(chain) == [(3, "innehållet är ändrat")]


def test_a_changed_row_with_a_new_hash_does_not_fit_the_next():
    _, _, chain = a_log()
    past_the_triggers(
        "UPDATE oversight_reading SET what = 'annat' WHERE unit_id = %s AND seq = 3", chain.unit_id
    )
    row = Reading.objects.values().get(unit_id=chain.unit_id, seq=3)
    past_the_triggers("UPDATE oversight_reading SET hash = %s WHERE id = %s", hash_of(row), row["id"])
    assert told(chain) == [(4, "den passar inte ihop med läsningen före")]


def test_a_removed_row_leaves_a_gap():
    _, _, chain = a_log()
    past_the_triggers("DELETE FROM oversight_reading WHERE unit_id = %s AND seq = 3", chain.unit_id)
    assert told(chain) == [(4, "1 läsning saknas före den här")]


def test_rows_removed_at_either_end_are_missed():
    _, _, chain = a_log()
    past_the_triggers("DELETE FROM oversight_reading WHERE unit_id = %s AND seq IN (1, 5, 6)", chain.unit_id)
    assert told(chain) == [
        (2, "1 läsning saknas före den här"),
        (4, "kedjan slutar här, men 6 läsningar har skrivits"),
    ]


def test_a_row_put_in_afterwards_is_found():
    _, _, chain = a_log()
    row = Reading.objects.values().get(unit_id=chain.unit_id, seq=3)
    row.pop("id")
    columns = ", ".join(row)
    marks = ", ".join(["%s"] * len(row))
    past_the_triggers(f"INSERT INTO oversight_reading ({columns}) VALUES ({marks})", *row.values())
    assert (3, "numret finns redan: en läsning är inlagd i efterhand eller har bytt plats") in told(chain)


def test_two_rows_that_have_changed_places_are_found():
    _, _, chain = a_log()
    past_the_triggers(
        "UPDATE oversight_reading SET seq = 5 - seq WHERE unit_id = %s AND seq IN (2, 3)",
        chain.unit_id,
    )
    assert {seq for seq, _ in told(chain)} == {2, 3, 4}


def test_a_head_that_was_moved_back_is_found():
    _, _, chain = a_log()
    past_the_triggers("UPDATE oversight_chainhead SET seq = 4 WHERE unit_id = %s", chain.unit_id)
    assert told(chain) == [
        (4, "kedjans huvud stämmer inte med läsningen"),
        (6, "kedjans huvud säger att bara 4 läsningar har skrivits"),
    ]


def test_only_the_days_asked_for_are_verified():
    _, _, chain = a_log()
    past_the_triggers(
        "UPDATE oversight_reading SET what = 'annat' WHERE unit_id = %s AND seq = 3", chain.unit_id
    )
    day = builders.TODAY
    assert told(chain, start=day, end=day + timedelta(days=1)) == [(3, "innehållet är ändrat")]
    assert told(chain, start=day + timedelta(days=1)) == []


def test_the_command_tells_where_and_ends_with_an_error(capsys):
    _, _, chain = a_log()
    call_command("verify_log")
    past_the_triggers("DELETE FROM oversight_reading WHERE unit_id = %s AND seq = 3", chain.unit_id)
    with pytest.raises(CommandError, match="1 fel") as refused:
        call_command("verify_log")
    assert refused.value.returncode == 1
    assert (
        f"enhet {chain.unit_id}, nummer 4, 2026-03-16 12:00:00: 1 läsning saknas" in capsys.readouterr().err
    )


@pytest.mark.parametrize("words", [["verify_log"], ["export_heads", "mapp"], ["make_partitions"]])
def test_a_role_that_sees_a_part_of_the_log_cannot_say_that_it_is_whole(words):
    seat, _, _ = a_log()
    with scope.principal(seat.actor.principal_id), pytest.raises(CommandError, match="DATABASE_OWNER_URL"):
        call_command(*words)


def test_a_chain_rewritten_from_end_to_end_is_found_by_the_heads_kept_elsewhere(tmp_path, settings, capsys):
    settings.HEADS_KEY = "en nyckel för prov"
    seat, case, chain = a_log()
    call_command("export_heads", tmp_path)
    readings.note(seat.actor, Kind.SHOWN, what="senare", record=case)
    call_command("verify_log", heads=tmp_path)
    past_the_triggers("DELETE FROM oversight_reading WHERE unit_id = %s", chain.unit_id)
    past_the_triggers("UPDATE oversight_chainhead SET seq = 0, hash = '' WHERE unit_id = %s", chain.unit_id)
    for number in range(7):
        readings.note(seat.actor, Kind.SHOWN, what=f"påhittad {number}", record=case)
    call_command("verify_log")
    with pytest.raises(CommandError):
        call_command("verify_log", heads=tmp_path)
    assert "kedjan är en annan än när huvudet togs ut" in capsys.readouterr().err


def test_heads_that_were_changed_where_they_are_kept_are_refused(tmp_path, settings):
    settings.HEADS_KEY = "en nyckel för prov"
    a_log()
    call_command("export_heads", tmp_path)
    (file,) = tmp_path.iterdir()
    lines = file.read_text().splitlines()
    first = json.loads(lines[0])
    file.chmod(0o600)
    file.write_text("\n".join([json.dumps({**first, "seq": 5}), *lines[1:]]) + "\n")
    with pytest.raises(CommandError, match="inte undertecknad"):
        call_command("verify_log", heads=file)


def test_the_head_of_a_chain_is_moved_by_its_readings_alone():
    a_log()
    with pytest.raises(Exception, match="moved by its readings alone"):
        ChainHead.objects.update(seq=1)


def test_a_reading_outside_all_months_is_kept_and_moved_to_its_month_unchanged():
    _, _, chain = a_log()
    assert in_the_rest() == 6
    assert "oversight_reading_2026_03" in make_partitions(builders.TODAY)
    assert in_the_rest() == 0
    assert told(chain) == []
    assert make_partitions(builders.TODAY) == []
    with pytest.raises(Exception, match="Cannot update or delete"):
        Reading.objects.filter(unit_id=chain.unit_id).delete()


def in_the_rest():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM oversight_reading_rest")
        return cursor.fetchone()[0]


def test_months_that_are_not_made_ahead_are_warned_of(client, caplog):
    assert (
        warning(builders.TODAY) == "Läsloggen saknar oversight_reading_2026_03. Kör stegvis make-partitions."
    )
    assert client.get("/halsa/ready").status_code == 200
    assert "make-partitions" in caplog.text
    call_command("make_partitions")
    assert warning(builders.TODAY) is None


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_write_one_chain_without_gaps_thanks_to_the_lock():
    assert told(_written_by_eight()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('oversight_chain'::regproc)")
        (locked,) = cursor.fetchone()
        assert "FOR UPDATE" in locked
        try:
            cursor.execute(locked.replace("FOR UPDATE", ""))
            unlocked = told(_written_by_eight())
        finally:
            cursor.execute(locked)
    assert unlocked, "without the lock the chain should have broken"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_head_longer_than_for_any_other_lock(settings):
    settings.LOCK_SECONDS = 1
    seat, case, chain = a_log(1)
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT FROM oversight_chainhead WHERE unit_id = %s FOR UPDATE", [chain.unit_id])
        with pytest.raises(OperationalError, match="lock timeout"):
            readings.note(seat.actor, Kind.SHOWN, what="sida", record=case)
    readings.note(seat.actor, Kind.SHOWN, what="sida", record=case)
    assert told(chain) == []


def _written_by_eight():
    seat, case, chain = a_log(1)

    def write():
        for number in range(10):
            readings.note(seat.actor, Kind.SHOWN, what=f"sida {number}", record=case)

    race(*[write] * 8)
    return chain
