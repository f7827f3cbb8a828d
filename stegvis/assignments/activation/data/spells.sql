-- Turns at which nothing turned out otherwise belong to the spell before them. A case is open on its last day too.
SELECT t.case_id, t.day,
    coalesce(lead(t.day) OVER (PARTITION BY t.case_id ORDER BY t.day), c.closed_on + 1),
    t.hours, t.expected, t.full_time, t.level, t.meets_requirement, t.reason
FROM (
    SELECT found.*,
        lag((hours, expected, full_time, level, meets_requirement, reason))
            OVER (PARTITION BY case_id ORDER BY day)
            IS DISTINCT FROM (hours, expected, full_time, level, meets_requirement, reason) AS is_other
    FROM ({statuses}) found
) t
JOIN casework_case c ON c.id = t.case_id
WHERE t.is_other
