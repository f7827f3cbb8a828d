-- Who goes round among the open cases, of what data/circulation.sql found in the night.
WITH found AS (
    SELECT k.case_id AS id, k.interventions, k.days_in_interventions, k.days_without
    FROM casework_circulationfigure k
    JOIN casework_case c ON c.id = k.case_id
    WHERE c.principal_id = %(principal)s AND c.unit_id = ANY(%(units)s) AND c.closed_on IS NULL
        AND (k.interventions >= %(interventions)s OR k.days_without >= %(days)s)
)
