SELECT loc_id, ts, data, dt
FROM smart_hub_data_json
