
    -- Every case on the first of its days, and on each day from which something is not as it was the day before.
    SELECT c.case_id, c.target_group, turns.day, held.full_time, held.percent, held.adapted
    FROM (
        SELECT case_id, opened_on AS day FROM concerned
        UNION SELECT case_id, day FROM concerned, asked
        UNION SELECT case_id, since FROM weekly
        UNION SELECT case_id, until FROM weekly
        UNION SELECT case_id, since FROM steps
        UNION SELECT case_id, until FROM steps
        UNION SELECT case_id, since FROM assessed
        UNION SELECT case_id, lower(period) FROM concerned JOIN casework_capacitygrade USING (case_id)
        UNION SELECT case_id, upper(period) FROM concerned JOIN casework_capacitygrade USING (case_id)
        UNION SELECT case_id, lower(period) FROM concerned JOIN casework_hindrance USING (case_id)
        UNION SELECT case_id, upper(period) FROM concerned JOIN casework_hindrance USING (case_id)
    ) turns
    JOIN concerned c ON c.case_id = turns.case_id
    CROSS JOIN bounds
    CROSS JOIN LATERAL (
        SELECT asked.* FROM asked WHERE asked.day <= turns.day ORDER BY asked.day DESC LIMIT 1
    ) held
    WHERE turns.day BETWEEN greatest(c.opened_on, bounds.first) AND least(c.closed_on, bounds.last)
