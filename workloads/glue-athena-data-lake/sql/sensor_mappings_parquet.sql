SELECT loc_id, id, description, location, watts, last_modified, state
FROM sensor_mappings_json
