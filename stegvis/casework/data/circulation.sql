-- Who goes round: rules/circulation.py and rules/granted.py, said in sets.
--
-- here       the open cases asked about; a person has one at the most
-- cases      all cases of those people, with when the next one began
-- away       for each person, the beginning of the last case that ended in self-sufficiency that lasted
-- waited     the days in cases since then
-- likely     those who can reach a limit at all: as many grants as that, whether begun or not, or the time
-- decided    what holds of what has been decided in their cases, by the grant it belongs to
-- given      each period that a decision gives, less what later decisions on the same grant take away
-- grants     the days that remain of each grant
WITH here AS (
    SELECT c.id AS case_id, c.person_id FROM casework_case c
    WHERE c.principal_id = %(principal)s AND c.unit_id = ANY(%(units)s) AND c.closed_on IS NULL
),
cases AS (
    SELECT c.id, c.person_id, c.opened_on, c.closed_on, c.closure_reason,
        lead(c.opened_on) OVER (PARTITION BY c.person_id ORDER BY c.opened_on, c.closed_on NULLS LAST, c.id)
            AS next_opened_on
    FROM here JOIN casework_case c ON c.person_id = here.person_id
),
away AS (
    SELECT person_id, max(opened_on) AS opened_on
    FROM cases
    WHERE closure_reason = ANY(%(self_sufficient)s)
        AND (next_opened_on IS NULL OR next_opened_on >= closed_on + interval '6 months')
        AND NOT EXISTS (SELECT FROM casework_followup f WHERE f.case_id = cases.id AND f.lasting = false)
    GROUP BY person_id
),
waited AS (
    SELECT cases.person_id,
        range_agg(daterange(cases.opened_on, least(cases.closed_on, %(today)s::date), '[]')) AS days
    FROM cases LEFT JOIN away ON away.person_id = cases.person_id
    WHERE cases.opened_on <= %(today)s AND (away.opened_on IS NULL OR cases.opened_on > away.opened_on)
    GROUP BY cases.person_id
),
waited_days AS (
    SELECT person_id, (SELECT sum(upper(d) - lower(d)) FROM unnest(days) d)::int AS days FROM waited
),
likely AS (
    SELECT cases.person_id
    FROM cases JOIN casework_decision d ON d.case_id = cases.id AND d.kind = 'grant'
    GROUP BY cases.person_id HAVING count(*) >= %(interventions)s
    UNION
    SELECT person_id FROM cases WHERE %(interventions)s <= 0
    UNION
    SELECT person_id FROM waited_days WHERE days >= %(days)s
),
decided AS (
    SELECT d.id, cases.person_id, coalesce(d.grant_id, d.id) AS grant_id, d.kind, d.decided_on, d.period
    FROM likely
    JOIN cases ON cases.person_id = likely.person_id
    JOIN casework_decision d ON d.case_id = cases.id
    WHERE d.period IS NOT NULL AND d.kind <> 'refuse' AND NOT EXISTS (
        SELECT FROM casework_decision later WHERE later.corrects_id = d.id AND later.corrects_id IS NOT NULL
    )
),
taken AS MATERIALIZED (
    SELECT grant_id, decided_on, id,
        CASE WHEN kind = 'change' THEN daterange(lower(period), NULL) ELSE period END AS period
    FROM decided WHERE kind IN ('change', 'end')
),
-- Most grants have nothing taken away, and are not worth the work of the others.
given AS (
    SELECT d.person_id, d.grant_id, datemultirange(d.period) AS days
    FROM decided d
    WHERE d.kind <> 'end' AND NOT EXISTS (SELECT FROM taken WHERE taken.grant_id = d.grant_id)
    UNION ALL
    SELECT d.person_id, d.grant_id,
        datemultirange(d.period) - coalesce(
            range_agg(taken.period) FILTER (WHERE (taken.decided_on, taken.id) > (d.decided_on, d.id)),
            '{}'::datemultirange
        ) AS days
    FROM decided d
    JOIN taken ON taken.grant_id = d.grant_id
    WHERE d.kind <> 'end'
    GROUP BY d.person_id, d.grant_id, d.id, d.period
),
grants AS (
    SELECT person_id, grant_id,
        range_agg(days) * datemultirange(daterange(NULL, %(today)s, '[]')) AS days
    FROM given GROUP BY person_id, grant_id
),
used AS (
    SELECT person_id, count(*) AS interventions, range_agg(days) AS days
    FROM grants WHERE NOT isempty(days) GROUP BY person_id
),
circling AS (
    SELECT here.case_id AS id,
        coalesce(used.interventions, 0)::int AS interventions,
        coalesce((SELECT sum(upper(d) - lower(d)) FROM unnest(used.days) d), 0)::int AS days_in_interventions,
        coalesce(waited_days.days, 0) AS days_without
    FROM likely
    JOIN here ON here.person_id = likely.person_id
    LEFT JOIN used ON used.person_id = here.person_id
    LEFT JOIN waited_days ON waited_days.person_id = here.person_id
),
found AS (
    SELECT * FROM circling
    WHERE interventions >= %(interventions)s OR days_without >= %(days)s
)
