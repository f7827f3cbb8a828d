"""Who may take which decision: the rule alone, and the rule with rows, roles and actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.actions import give_voucher, grant_intervention, refuse_intervention
from stegvis.casework.actions.propose import decide_or_put_forward
from stegvis.casework.carriers import voucher_draft
from stegvis.casework.mandates import mandate_of, matter_of, roles_in
from stegvis.casework.models import DecisionProposal, Delegation
from stegvis.casework.rules.delegation import Delegated, Matter, Point, mandate
from stegvis.casework.rules.entry import Wanted
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden
from stegvis.core.money import kr
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

WORKER, HEAD = Role.CASEWORKER, Role.HEAD_OF_UNIT
ALL = frozenset(Delegated)
ALWAYS = Period(date(2020, 1, 1))
OSA, SAI = 7, 8


def a_point(role=WORKER, *kinds, pk=1, **fields):
    return Point(pk=pk, code=f"4.{pk}", role=role, kinds=frozenset(kinds) or ALL, period=ALWAYS, **fields)


def asked(points, roles, kind=Delegated.GRANT, intervention=SAI, amount=None, **more):
    return mandate(points, roles, Matter(kind, intervention, "OSA", amount), day=TODAY, **more)


def test_who_has_a_point_decides_by_it_and_others_are_told_who_may():
    points = [a_point(WORKER, Delegated.GRANT, pk=1), a_point(HEAD, Delegated.REFUSE, pk=2)]
    assert asked(points, {WORKER}).point == points[0]
    answer = asked(points, {WORKER}, Delegated.REFUSE).answer
    assert str(answer.problems) == "Enhetschefen får avslå OSA."
    assert asked(points, {HEAD}, Delegated.REFUSE).alone


def test_without_any_delegation_for_the_day_those_who_work_in_the_case_decide_as_before():
    assert asked([], {WORKER}).alone
    coming = replace(a_point(HEAD), period=Period(date(2026, 4, 1)))
    found = asked([coming], {WORKER})
    assert found.alone and found.point is None


def test_what_nobody_has_been_given_the_committee_decides():
    found = asked([a_point(HEAD, Delegated.GRANT)], {HEAD}, Delegated.END)
    assert "Nämnden får besluta" in str(found.answer.problems)
    assert not found.somebody_may


def test_a_point_for_one_intervention_takes_the_place_of_the_general_ones():
    points = [a_point(WORKER, pk=1), a_point(HEAD, Delegated.GRANT, pk=2, intervention=OSA)]
    assert asked(points, {WORKER}, intervention=SAI).alone
    assert not asked(points, {WORKER}, intervention=OSA).answer
    assert asked(points, {WORKER}, Delegated.END, intervention=OSA).alone


def test_the_limit_of_a_point_is_about_vouchers_up_to_and_with_it():
    points = [a_point(WORKER, max_voucher=kr(10_000)), a_point(HEAD, pk=2)]
    voucher = Delegated.VOUCHER
    assert asked(points, {WORKER}, voucher, amount=kr(10_000)).alone
    answer = asked(points, {WORKER}, voucher, amount=kr(15_000)).answer
    assert str(answer.problems) == "Enhetschefen får bevilja tilläggscheck till OSA på 15\u00a0000\u00a0kr."
    assert asked(points, {HEAD}, voucher, amount=kr(15_000)).point == points[1]


def test_where_two_persons_are_needed_nobody_decides_alone():
    points = [a_point(HEAD, two_persons=True)]
    found = asked(points, {HEAD})
    assert found.answer and found.needs_another and not found.alone
    assert asked(points, {HEAD}, is_prepared=True).alone


def test_a_point_that_lets_one_decide_alone_goes_before_one_for_two():
    points = [a_point(HEAD, two_persons=True, pk=1), a_point(HEAD, pk=2)]
    assert asked(points, {HEAD}).point == points[1]


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
periods = st.tuples(days, st.integers(1, 400) | st.none()).map(
    lambda pair: Period(pair[0], None if pair[1] is None else date.fromordinal(pair[0].toordinal() + pair[1]))
)
points = st.lists(
    st.builds(
        Point,
        pk=st.integers(1, 9),
        code=st.sampled_from("abc"),
        role=st.sampled_from([WORKER, HEAD]),
        kinds=st.frozensets(st.sampled_from(list(Delegated)), min_size=1),
        period=periods,
        intervention=st.none() | st.sampled_from([OSA, SAI]),
        max_voucher=st.none() | st.integers(1, 20_000),
        two_persons=st.booleans(),
    ),
    max_size=6,
)
roles = st.frozensets(st.sampled_from([WORKER, HEAD, Role.CONTROLLER]))
matters = st.builds(
    Matter,
    kind=st.sampled_from(list(Delegated)),
    intervention=st.sampled_from([OSA, SAI]),
    name=st.just("OSA"),
    amount=st.none() | st.integers(1, 20_000),
)


@given(points=points, roles=roles, matter=matters, day=days)
def test_a_decision_never_rests_on_a_point_outside_its_dates_its_role_or_its_matter(
    points, roles, matter, day
):
    found = mandate(points, roles, matter, day=day)
    if found.point is None:
        begun = any(point.period.start <= day for point in points)
        assert found.answer.ok is not begun
        return
    assert found.point.period.contains(day)
    assert found.point.role in roles
    assert found.point.is_about(matter) and found.point.reaches(matter)


@given(points=points, roles=roles, matter=matters, day=days, data=st.data())
def test_a_lower_limit_or_two_persons_never_lets_anybody_do_more(points, roles, matter, day, data):
    if not points:
        return
    place = data.draw(st.integers(0, len(points) - 1))
    old = points[place]
    lowest = old.max_voucher or 20_000
    narrower = replace(
        old,
        max_voucher=data.draw(st.integers(1, lowest)),
        two_persons=old.two_persons or data.draw(st.booleans()),
    )
    narrowed = [*points[:place], narrower, *points[place + 1 :]]
    before, after = mandate(points, roles, matter, day=day), mandate(narrowed, roles, matter, day=day)
    assert before.answer.ok or not after.answer.ok
    assert before.alone or not after.alone


def test_nobody_decides_as_if_there_never_was_a_delegation_when_the_last_point_has_ended():
    ended = Point(1, "1", HEAD, frozenset(Delegated), Period(date(2020, 1, 1), TODAY))
    found = mandate([ended], [HEAD], Matter(Delegated.GRANT, OSA, "OSA"), day=TODAY)
    assert not found.answer.ok and not found.somebody_may


# --- With rows, roles and actions


def delegate(town, role, *kinds, **fields):
    return Delegation.objects.create(
        **{
            "principal": town.principal,
            "code": "4.1",
            "text": "Beslut om insatser",
            "role": role,
            "kinds": list(kinds) or [kind.value for kind in Delegated],
            "period": ALWAYS,
            **fields,
        }
    )


HALF_A_YEAR = Period(date(2026, 3, 23), date(2026, 9, 23))
WANTED = Wanted(HALF_A_YEAR, "Leder snabbast till arbete.")


def test_each_decision_keeps_the_point_it_rests_on(town, case):
    point = delegate(town, WORKER)
    builders.an_assessment(case)
    terms = {"voucher_amounts": [kr(5000)]}
    intervention = builders.an_intervention(town.principal, terms=terms)
    by = {"by": town.worker.actor, "today": TODAY}
    granted = grant_intervention(case, intervention, WANTED, **by)
    refused = refuse_intervention(case, builders.an_intervention(town.principal, "sai"), "Nej.", **by)
    voucher = give_voucher(granted, kr(5000), **by)
    assert [each.delegation for each in (granted, refused, voucher)] == [point] * 3


def test_without_a_point_the_decision_is_refused_with_who_may_take_it(town, case):
    delegate(town, HEAD)
    builders.an_assessment(case)
    intervention = builders.an_intervention(town.principal, "sai")
    by = {"today": TODAY}
    with pytest.raises(Forbidden, match="Enhetschefen får bevilja Sai"):
        grant_intervention(case, intervention, WANTED, by=town.worker.actor, **by)
    with pytest.raises(Forbidden, match="Enhetschefen får avslå Sai"):
        refuse_intervention(case, intervention, "Nej.", by=town.worker.actor, **by)
    assert grant_intervention(case, intervention, WANTED, by=town.head.actor, **by)


def test_a_voucher_over_the_limit_is_for_the_head(town, case):
    delegate(town, WORKER, max_voucher=kr(5000))
    delegate(town, HEAD, code="4.2")
    terms = {"voucher_amounts": [kr(5000), kr(15_000)]}
    decision = builders.a_decision(case, builders.an_intervention(town.principal, terms=terms))
    with pytest.raises(Forbidden, match="Enhetschefen får bevilja tilläggscheck"):
        give_voucher(decision, kr(15_000), by=town.worker.actor, today=TODAY)
    assert give_voucher(decision, kr(15_000), by=town.head.actor, today=TODAY).delegation.code == "4.2"


def test_a_limit_is_not_passed_by_dividing_what_is_given_the_same_day(town, case):
    delegate(town, WORKER, max_voucher=kr(5000))
    delegate(town, HEAD, code="4.2")
    terms = {"voucher_amounts": [kr(3000), kr(5000)]}
    decision = builders.a_decision(case, builders.an_intervention(town.principal, terms=terms))
    give_voucher(decision, kr(3000), by=town.worker.actor, today=TODAY)
    with pytest.raises(Forbidden, match="utöver 3\u00a0000\u00a0kr samma dag"):
        give_voucher(decision, kr(5000), by=town.worker.actor, today=TODAY)
    draft = voucher_draft(decision, kr(5000))
    assert isinstance(decide_or_put_forward(draft, by=town.worker.actor, today=TODAY), DecisionProposal)
    assert give_voucher(decision, kr(5000), by=town.head.actor, today=TODAY).delegation.code == "4.2"


def test_where_two_persons_are_needed_the_action_refuses_one(town, case):
    delegate(town, HEAD, two_persons=True)
    builders.an_assessment(case)
    intervention = builders.an_intervention(town.principal)
    with pytest.raises(Forbidden, match="Två personer krävs"):
        grant_intervention(case, intervention, WANTED, by=town.head.actor, today=TODAY)


def test_the_head_of_another_unit_is_a_caseworker_here_and_a_stranger_holds_no_role(town, case):
    both = replace(
        town.head.actor,
        roles=frozenset({WORKER, HEAD}),
        unit_ids=frozenset({town.unit.pk, town.elsewhere.pk}),
        led_unit_ids=frozenset({town.elsewhere.pk}),
    )
    assert roles_in(both, case) == {WORKER}
    assert roles_in(town.head.actor, case) == {HEAD}
    assert roles_in(town.stranger.actor, case) == frozenset()


def test_another_principals_delegation_says_nothing_here(town, case):
    other = builders.a_principal()
    Delegation.objects.create(
        principal=other, code="1", text="Allt", role=HEAD, kinds=["grant"], period=ALWAYS
    )
    matter = matter_of(Delegated.GRANT, builders.an_intervention(town.principal))
    assert mandate_of(town.worker.actor, case, matter, TODAY).alone
