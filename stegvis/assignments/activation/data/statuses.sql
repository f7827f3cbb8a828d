-- The status of each case on each day asked about: rules.py and facts.py, said in sets.
--
-- What holds from one day to another is found once for each case, whatever the number of days: the versions of
-- plans, what there is to do each week, assessments, and the steps that a case waits for. Then each day takes
-- what holds on it. `until` is exclusive; null = open.
--
-- asked     days with what is full time and what is required on them
-- bounds    the first and the last day that are of any interest
-- people    the cases with the days on which their status is told: see query.py
WITH asked (day, full_time, percent, adapted) AS (VALUES {asked}),
bounds (first, last) AS (VALUES (%s::date, %s::date)),
concerned AS (
    SELECT c.id AS case_id, c.target_group, c.opened_on, c.closed_on
    FROM casework_case c, bounds
    WHERE c.opened_on <= bounds.last AND (c.closed_on IS NULL OR c.closed_on >= bounds.first)
        AND c.id IN ({cases})
),
carried_out AS (
    SELECT s.id, s.case_id, s.given_on, s.planned_hours_per_week, lower(s.period) AS since, upper(s.period) AS until
    FROM concerned JOIN assignments_assignment s ON s.case_id = concerned.case_id
    WHERE NOT s.is_called_off AND (upper(s.period) IS NULL OR upper(s.period) > (SELECT first FROM bounds))
),
versions AS (
    SELECT s.case_id, p.id AS plan_id, greatest(s.since, p.starts_on) AS since,
        least(s.until, lead(p.starts_on) OVER (PARTITION BY s.id ORDER BY p.starts_on)) AS until
    FROM carried_out s JOIN assignments_plan p ON p.assignment_id = s.id
),
unplanned AS (
    SELECT s.case_id, s.given_on, s.planned_hours_per_week, s.since, least(s.until, first.starts_on) AS until
    FROM carried_out s
    LEFT JOIN LATERAL (
        SELECT min(p.starts_on) AS starts_on FROM assignments_plan p WHERE p.assignment_id = s.id
    ) first ON true
    WHERE first.starts_on IS NULL OR first.starts_on > s.since
),
weekly AS (
    SELECT v.case_id, a.kind, a.hours_per_week AS hours, v.since, v.until
    FROM versions v JOIN assignments_activity a ON a.plan_id = v.plan_id
    WHERE v.until IS NULL OR v.until > (SELECT first FROM bounds)
    UNION ALL
    -- What came with an older system's register has no plan here yet: the hours that it came with.
    SELECT case_id, 'intervention', planned_hours_per_week, since, until FROM unplanned WHERE given_on IS NULL
    UNION ALL
    SELECT own.case_id, own.kind, own.hours_per_week, lower(own.period), upper(own.period)
    FROM concerned JOIN casework_caseactivity own ON own.case_id = concerned.case_id
),
granted AS (
    -- Grants, until they have led to an assignment, are over, or have been ended or corrected. When they are
    -- over is told by the grant until an extension or a change has been decided, which tells it from then on.
    SELECT d.case_id, i.chosen_by_person, v.chosen_on, greatest(d.decided_on, told.since) AS since,
        least(told.until, given.on_day, later.on_day) AS until
    FROM concerned
    JOIN casework_decision d ON d.case_id = concerned.case_id AND d.kind = 'grant'
    JOIN catalogue_intervention i ON i.id = d.intervention_id
    LEFT JOIN casework_choice v ON v.decision_id = d.id
    JOIN LATERAL (
        SELECT t.decided_on AS since,
            least(upper(t.period), lead(t.decided_on) OVER (ORDER BY t.decided_on, t.id)) AS until
        FROM casework_decision t
        WHERE t.case_id = d.case_id AND (t.id = d.id OR t.grant_id = d.id)
            AND t.kind IN ('grant', 'extend', 'change')
    ) told ON true
    LEFT JOIN LATERAL (
        SELECT min(coalesce(s.given_on, '-infinity')) AS on_day FROM assignments_assignment s
        WHERE s.decision_id = d.id AND NOT s.is_called_off
    ) given ON true
    LEFT JOIN LATERAL (
        SELECT min(e.decided_on) AS on_day FROM casework_decision e
        WHERE e.case_id = d.case_id AND (e.corrects_id = d.id OR e.grant_id = d.id AND e.kind = 'end')
    ) later ON true
),
steps (rank, case_id, since, until) AS (
    SELECT 1, case_id, since, until FROM unplanned WHERE given_on IS NOT NULL
    UNION ALL
    SELECT 2, case_id, coalesce(given_on, '-infinity'), since FROM carried_out
    UNION ALL
    SELECT 3, case_id, greatest(since, chosen_on), until FROM granted WHERE chosen_on IS NOT NULL
    UNION ALL
    SELECT 4, case_id, since, least(until, chosen_on) FROM granted WHERE chosen_by_person
    UNION ALL
    SELECT 5, case_id, since, until FROM carried_out
),
assessed AS (
    SELECT m.case_id, m.capacity_percent, m.held_on AS since,
        lead(m.held_on) OVER (PARTITION BY m.case_id ORDER BY m.held_on, m.id) AS until
    FROM concerned JOIN casework_assessment m ON m.case_id = concerned.case_id
),
people AS ({people}),
hours AS (
    -- rules.counted: what providers carry out is added, anything else counts once, the larger number.
    SELECT day, case_id, sum(hours) AS hours
    FROM (
        SELECT people.day, people.case_id,
            CASE WHEN w.kind IN ('intervention', 'practice') THEN sum(w.hours) ELSE max(w.hours) END AS hours
        FROM people
        JOIN weekly w ON w.case_id = people.case_id
            AND w.since <= people.day AND (w.until IS NULL OR people.day < w.until)
        GROUP BY people.day, people.case_id, w.kind
    ) of_kind
    GROUP BY day, case_id
),
next_step AS (
    SELECT people.day, people.case_id, min(steps.rank) AS rank
    FROM people
    JOIN steps ON steps.case_id = people.case_id
        AND steps.since <= people.day AND (steps.until IS NULL OR people.day < steps.until)
    WHERE steps.until IS NULL OR steps.until > (SELECT first FROM bounds)
    GROUP BY people.day, people.case_id
),
measured AS MATERIALIZED (
    SELECT people.*,
        coalesce(hours.hours, 0)::int AS hours,
        coalesce(graded.percent, assessed.capacity_percent, 100) AS capacity,
        hindered.kind AS hindrance,
        next_step.rank AS next_step
    FROM people
    LEFT JOIN hours ON hours.day = people.day AND hours.case_id = people.case_id
    LEFT JOIN next_step ON next_step.day = people.day AND next_step.case_id = people.case_id
    LEFT JOIN casework_capacitygrade graded
        ON graded.case_id = people.case_id AND graded.period @> people.day
    LEFT JOIN assessed ON assessed.case_id = people.case_id
        AND assessed.since <= people.day AND (assessed.until IS NULL OR people.day < assessed.until)
    LEFT JOIN casework_hindrance hindered
        ON hindered.case_id = people.case_id AND hindered.period @> people.day
),
expecting AS (
    SELECT measured.*,
        (full_time * capacity + 50) / 100 AS expected,
        CASE WHEN percent IS NOT NULL AND target_group = 'ekonomiskt_bistand' THEN
            (full_time * percent * (CASE WHEN adapted THEN capacity ELSE 100 END) + 5000) / 10000
        END AS required
    FROM measured
),
placed AS (
    SELECT expecting.*,
        CASE WHEN hours >= full_time THEN 'full_time'
            WHEN hours > 0 AND hours >= expected THEN 'capacity'
            ELSE 'below' END AS level
    FROM expecting
)
-- The reasons stand in the order of rules._reason.
SELECT day, case_id, hours, expected, full_time, level, hours >= required AS meets_requirement,
    CASE WHEN level <> 'below' THEN NULL
        WHEN hindrance IS NOT NULL THEN hindrance
        WHEN expected = 0 THEN 'lower_capacity'
        WHEN next_step = 1 THEN 'awaiting_plan'
        WHEN next_step = 2 THEN 'awaiting_start'
        WHEN next_step = 3 THEN 'awaiting_assignment'
        WHEN next_step = 4 THEN 'awaiting_choice'
        WHEN next_step IS NULL THEN 'no_intervention'
        WHEN expected < full_time THEN 'lower_capacity'
        ELSE 'unexplained'
    END AS reason
FROM placed
