
    -- Every case on every day asked about that it is open on.
    SELECT c.case_id, c.target_group, asked.*
    FROM concerned c
    JOIN asked ON c.opened_on <= asked.day AND (c.closed_on IS NULL OR c.closed_on >= asked.day)
