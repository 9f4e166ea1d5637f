-- More points would not be visible on a map.
WITH ranked AS (
    SELECT lon, lat, state, hash, row_number() OVER (PARTITION BY state ORDER BY hash) AS place
    FROM smart_hub_locations_parquet
    WHERE lon IS NOT NULL
        AND lat IS NOT NULL
)
SELECT
    r.lon,
    r.lat,
    upper(r.state) AS state,
    CASE WHEN u.loc_id IS NULL THEN 'address' ELSE 'enriched hub' END AS kind
FROM ranked r
LEFT JOIN (SELECT DISTINCT loc_id FROM usage) u ON u.loc_id = r.hash
WHERE r.place <= 400
    OR u.loc_id IS NOT NULL
ORDER BY upper(r.state), kind, r.hash
