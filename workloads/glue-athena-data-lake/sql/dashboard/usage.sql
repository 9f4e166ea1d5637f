-- Source of the dashboard: enriched readings with their cost in dollars.
SELECT
    CAST(ts AS timestamp) AS local_ts,
    substr(ts, 1, 10) AS day,
    CAST(substr(ts, 12, 2) AS integer) AS hour,
    device,
    type,
    kwh,
    cents_per_kwh,
    cost,
    cost / 100 AS cost_dollar,
    state,
    loc_id
FROM etl_output_parquet
