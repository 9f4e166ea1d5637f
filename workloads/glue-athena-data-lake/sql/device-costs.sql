SELECT ts, device, location, type, cost
FROM etl_tmp_output_parquet
WHERE loc_id = $loc_id
    AND device = $device
    AND CAST(ts AS timestamp) BETWEEN CAST($ts_from AS timestamp) AND CAST($ts_to AS timestamp)
ORDER BY ts
