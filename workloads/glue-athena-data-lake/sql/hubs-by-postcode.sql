SELECT
    postcode,
    upper(state) AS state,
    count(hash) AS smart_hub_count
FROM smart_hub_locations_parquet
WHERE contains(split($states, ','), state)
    AND postcode >= 10000
GROUP BY postcode, upper(state)
ORDER BY count(hash) DESC, postcode
