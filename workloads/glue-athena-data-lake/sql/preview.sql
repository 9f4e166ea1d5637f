SELECT ts, device, location, type, kwh, cents_per_kwh, cost, state, loc_id
FROM etl_output_parquet
ORDER BY loc_id, ts, device
LIMIT 10
