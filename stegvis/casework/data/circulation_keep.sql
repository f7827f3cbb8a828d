-- Comes after data/circulation.sql: keeps what it found.
INSERT INTO casework_circulationfigure AS kept
    (principal_id, case_id, interventions, days_in_interventions, days_without)
SELECT %(principal)s, id, interventions, days_in_interventions, days_without FROM found
ON CONFLICT (case_id) DO UPDATE SET
    interventions = excluded.interventions,
    days_in_interventions = excluded.days_in_interventions,
    days_without = excluded.days_without
WHERE (kept.interventions, kept.days_in_interventions, kept.days_without)
    IS DISTINCT FROM (excluded.interventions, excluded.days_in_interventions, excluded.days_without)
