SELECT ts, device, location, type, kwh, cents_per_kwh, cost, state, loc_id
FROM etl_tmp_output_parquet
