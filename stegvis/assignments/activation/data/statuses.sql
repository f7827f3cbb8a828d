-- The status of each case on each day asked about: rules.py and facts.py, said in sets.
--
-- people     each case that is open on each day, with the day's own measures
-- running    their assignments with the version of the plan that holds on the day
-- weekly     every activity in force; hours: each kind counted once, as rules.counted does
-- measured   hours, capacity, hindrance and whether something runs
-- The reasons stand in the order of rules._reason. CASE stops at the first that holds, so that what a case
-- waits for is only looked for in those that need it.
WITH asked (day, full_time, percent, adapted) AS (VALUES {days}),
people AS (
    SELECT c.id AS case_id, c.target_group, asked.*
    FROM casework_case c
    JOIN asked ON c.opened_on <= asked.day AND (c.closed_on IS NULL OR c.closed_on >= asked.day)
    WHERE c.id IN ({cases})
),
running AS (
    SELECT people.day, people.case_id, s.given_on, s.planned_hours_per_week, (
            SELECT p.id FROM assignments_plan p
            WHERE p.assignment_id = s.id AND p.starts_on <= people.day
            ORDER BY p.starts_on DESC LIMIT 1
        ) AS plan_id
    FROM people
    JOIN assignments_assignment s ON s.case_id = people.case_id AND s.period @> people.day
),
weekly AS (
    SELECT running.day, running.case_id, a.kind, a.hours_per_week AS hours
    FROM running JOIN assignments_activity a ON a.plan_id = running.plan_id
    UNION ALL
    -- What came with an older system's register has no plan here yet: the hours that it came with.
    SELECT day, case_id, 'intervention', planned_hours_per_week
    FROM running WHERE plan_id IS NULL AND given_on IS NULL
    UNION ALL
    SELECT people.day, people.case_id, own.kind, own.hours_per_week
    FROM people JOIN casework_caseactivity own ON own.case_id = people.case_id AND own.period @> people.day
),
hours AS (
    SELECT day, case_id, sum(hours) AS hours
    FROM (
        SELECT day, case_id,
            CASE WHEN kind IN ('intervention', 'practice') THEN sum(hours) ELSE max(hours) END AS hours
        FROM weekly GROUP BY day, case_id, kind
    ) of_kind
    GROUP BY day, case_id
),
carried_out AS (
    SELECT day, case_id, bool_or(plan_id IS NULL AND given_on IS NOT NULL) AS awaits_plan
    FROM running GROUP BY day, case_id
),
measured AS (
    SELECT people.*,
        coalesce(hours.hours, 0)::int AS hours,
        coalesce(graded.percent, (
            SELECT m.capacity_percent FROM casework_assessment m
            WHERE m.case_id = people.case_id AND m.held_on <= people.day
            ORDER BY m.held_on DESC, m.id DESC LIMIT 1
        ), 100) AS capacity,
        hindered.kind AS hindrance,
        carried_out.awaits_plan
    FROM people
    LEFT JOIN hours ON hours.day = people.day AND hours.case_id = people.case_id
    LEFT JOIN carried_out ON carried_out.day = people.day AND carried_out.case_id = people.case_id
    LEFT JOIN casework_capacitygrade graded
        ON graded.case_id = people.case_id AND graded.period @> people.day
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
SELECT day, case_id, hours, expected, full_time, level, hours >= required AS meets_requirement,
    CASE WHEN level <> 'below' THEN NULL
        WHEN hindrance IS NOT NULL THEN hindrance
        WHEN expected = 0 THEN 'lower_capacity'
        WHEN awaits_plan THEN 'awaiting_plan'
        WHEN EXISTS (
            SELECT FROM assignments_assignment s WHERE s.case_id = placed.case_id
            AND lower(s.period) > day AND (s.given_on IS NULL OR s.given_on <= day)
        ) THEN 'awaiting_start'
        ELSE coalesce((
            -- Of the grants in force that have led to no assignment by the day: the one that has come furthest.
            SELECT min(CASE WHEN v.id IS NOT NULL THEN 'awaiting_assignment'
                WHEN i.chosen_by_person THEN 'awaiting_choice' END)
            FROM casework_decision d
            JOIN catalogue_intervention i ON i.id = d.intervention_id
            LEFT JOIN casework_choice v ON v.decision_id = d.id AND v.chosen_on <= day
            WHERE d.case_id = placed.case_id AND d.kind = 'grant' AND d.decided_on <= day
            AND (upper(d.period) IS NULL OR upper(d.period) > day)
            AND NOT EXISTS (SELECT FROM casework_decision later WHERE later.decided_on <= day
                AND (later.corrects_id = d.id OR later.grant_id = d.id AND later.kind = 'end'))
            AND NOT EXISTS (SELECT FROM assignments_assignment s WHERE s.decision_id = d.id
                AND (s.given_on IS NULL OR s.given_on <= day))
        ), CASE WHEN awaits_plan IS NULL THEN 'no_intervention'
            WHEN expected < full_time THEN 'lower_capacity'
            ELSE 'unexplained' END)
    END AS reason
FROM placed
