"""The ladder: what a person can do, what is planned, and what is done."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.facts import with_assignments
from stegvis.assignments.models import Activity, Plan
from stegvis.casework.actions.capacity import record_grade
from stegvis.casework.ladder import ladder_of
from stegvis.casework.models import Case, CaseActivity
from stegvis.casework.rules import ladder
from stegvis.casework.rules.ladder import Facts, Hours, Level, levels, rows, stretches, summed
from stegvis.casework.views.ladder import ladder_panel
from stegvis.core.period import Period, merged
from tests import builders
from tests.builders import TODAY

FIRST = date(2026, 1, 1)
WINDOW = Period(FIRST, date(2026, 4, 1))


@st.composite
def weeks(draw):
    start = FIRST + timedelta(days=draw(st.integers(0, 80)))
    length = draw(st.none() | st.integers(1, 60))
    return Hours(
        Period(start, None if length is None else start + timedelta(days=length)), draw(st.integers(1, 40))
    )


@given(st.lists(weeks(), max_size=6))
def test_what_holds_at_once_is_summed_on_each_day_and_never_overlaps(said):
    together = summed(said)
    assert merged(week.period for week in together) == merged(week.period for week in said)
    for n in range(160):
        day = FIRST + timedelta(days=n)
        held = [week.hours for week in together if week.period.contains(day)]
        assert len(held) <= 1
        assert sum(held) == sum(week.hours for week in said if week.period.contains(day))


@given(st.lists(weeks(), max_size=6))
def test_stretches_follow_one_another_and_nothing_begins_or_ends_inside_one(said):
    cut = stretches(week.period for week in said)
    assert cut == sorted(cut)
    for stretch in cut:
        for week in said:
            assert week.period.covers(stretch) or not week.period.overlaps(stretch)


def test_planned_time_is_a_share_of_the_full_time_that_held_on_the_day():
    facts = Facts(
        WINDOW,
        planned=(Hours(Period(FIRST), 20),),
        full_time=(
            Hours(Period(date(2020, 1, 1), date(2026, 3, 1)), 40),
            Hours(Period(date(2026, 3, 1)), 38),
        ),
    )
    planned, _done = levels(facts)
    assert planned == [
        Level(Period(FIRST, date(2026, 3, 1)), 50),
        Level(Period(date(2026, 3, 1), date(2026, 4, 1)), 53),
    ]


def test_hours_done_in_a_month_are_a_share_of_that_months_full_time():
    # February 2026 is four weeks: 160 hours at 40 a week.
    facts = Facts(WINDOW, done=(Hours(Period.month(2026, 2), 80),))
    assert levels(facts)[1] == [Level(Period.month(2026, 2), 50)]


def test_a_month_tells_the_grade_that_held_last_in_it_and_the_mean_week():
    facts = Facts(
        WINDOW,
        grades=(Level(Period(FIRST, date(2026, 2, 10)), 15), Level(Period(date(2026, 2, 10)), 50)),
        planned=(Hours(Period(date(2026, 2, 15)), 20),),
    )
    march, february, january = rows(facts)
    assert (january.capacity, february.capacity, march.capacity) == (15, 50, 50)
    assert (january.planned, february.planned, march.planned) == (None, 10, 20)
    assert february.planned_percent == 25


@given(st.lists(weeks(), max_size=4), st.lists(weeks(), max_size=2))
def test_there_is_one_row_for_each_month_whatever_is_known(planned, done):
    facts = Facts(WINDOW, planned=summed(planned), done=())
    assert [row.month.start.month for row in rows(facts)] == [3, 2, 1]


def test_a_short_ladder_shows_three_months():
    assert ladder.window_of([TODAY], TODAY) == Period(date(2026, 1, 1), date(2026, 4, 1))


# --- from the database ----------------------------------------------------------------------------


@pytest.fixture
def climbing(town, case):
    builders.full_time(town.principal)
    for percent, start in ((15, date(2026, 1, 20)), (50, date(2026, 3, 2))):
        record_grade(case, percent, Period(start), "caseworker", by=town.worker.actor, today=TODAY)
    working(town, case)
    return case


def working(town, case):
    """An assignment with a plan of 20 hours, a report, and sfi among its activities."""
    assignment = builders.an_assignment(
        case, intervention=builders.an_intervention(case.principal, f"insats_{case.assignments.count()}")
    )
    plan = Plan.objects.create(
        principal=case.principal,
        assignment=assignment,
        starts_on=date(2026, 2, 16),
        how="Steg för steg.",
        made_by=town.worker.user,
    )
    for kind, hours in (("intervention", 12), ("sfi", 8)):
        Activity.objects.create(principal=case.principal, plan=plan, kind=kind, hours_per_week=hours)
    builders.a_report(assignment, date(2026, 2, 1), attended=40)
    return assignment


def test_the_ladder_of_a_case_has_grades_plans_reports_and_interventions(town, climbing):
    CaseActivity.objects.create(
        principal=town.principal,
        case=climbing,
        kind="sfi",
        hours_per_week=10,
        period=Period(date(2026, 3, 1)),
        recorded_by=town.worker.user,
    )
    found = ladder_of(climbing, TODAY)
    assert [level.percent for level in found.facts.grades] == [15, 50]
    # Sfi that stands in both places is the same sfi: 12 + 10, not 12 + 8 + 10.
    assert [(week.period.start, week.hours) for week in found.facts.planned][:2] == [
        (date(2026, 2, 16), 20),
        (date(2026, 3, 1), 22),
    ]
    assert found.facts.done == (Hours(Period.month(2026, 2), 40),)
    assert [bar.period.start for bar in found.bars] == [date(2026, 2, 2)]


def test_a_corrected_report_counts_once(town, climbing):
    assignment = climbing.assignments.get()
    wrong = assignment.reports.get()
    builders.a_report(assignment, date(2026, 2, 1), attended=60, corrects=wrong)
    assert ladder_of(Case.objects.get(pk=climbing.pk), TODAY).facts.done == (
        Hours(Period.month(2026, 2), 60),
    )


@pytest.mark.usefixtures("stopped_clock", "no_second_factor")
class TestPage:
    def get(self, client, town, case, name="ladder"):
        client.force_login(town.worker.user)
        return client.get(reverse(name, args=[case.pk])).content.decode()

    def test_the_chart_is_named_and_stands_beside_its_table(self, client, town, climbing):
        text = self.get(client, town, climbing)
        assert 'role="img" aria-label="Stegen.' in text
        assert "style=" not in text[text.index("<main") :]
        assert "Aktivitetsförmåga 15\xa0%" in text
        assert "februari 2026" in text

    def test_an_empty_ladder_says_so(self, client, town, case):
        assert "Det finns inget att visa än" in self.get(client, town, case)

    def test_the_case_page_shows_the_ladder_in_short_without_a_picture(self, client, town, climbing):
        text = self.get(client, town, climbing, "case")
        assert "Förmåga och steg" in text
        assert "40 timmar i februari 2026" in text
        assert 'role="img" aria-label="Stegen' not in text

    def test_it_costs_as_much_for_many_as_for_few(self, client, town, climbing):
        def cost():
            with CaptureQueriesContext(connection) as captured:
                self.get(client, town, climbing)
            return len(captured)

        cost()  # what the process remembers after its first page
        few = cost()
        for _ in range(3):
            working(town, climbing)
        for n in range(4):
            period = Period(TODAY + timedelta(days=n))
            record_grade(climbing, n, period, "caseworker", by=town.worker.actor, today=TODAY)
        assert cost() == few

    def test_the_card_adds_five_queries_to_the_case_page_at_most(self, town, climbing):
        working(town, climbing)
        shown = with_assignments(Case.objects.for_page().get(pk=climbing.pk))
        with CaptureQueriesContext(connection) as captured:
            assert ladder_panel(shown, town.worker.actor, TODAY)
        assert len(captured) <= 5
