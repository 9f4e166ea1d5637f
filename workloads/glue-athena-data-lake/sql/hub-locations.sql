SELECT lon, lat, postcode, upper(state) AS state, hash AS loc_id, tz
FROM smart_hub_locations_parquet
WHERE lon IS NOT NULL
    AND lat IS NOT NULL
ORDER BY upper(state), hash
