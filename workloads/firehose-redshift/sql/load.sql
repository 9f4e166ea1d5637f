-- Uses DELETE, because TRUNCATE commits the transaction: all tables are replaced together, or none.
DELETE FROM sensor.history;

COPY sensor.history (id, serviced, action, technician_id, notes)
FROM $historyUrl IAM_ROLE $role FORMAT CSV IGNOREHEADER 1;

DELETE FROM sensor.location;

COPY sensor.location (id, long, lat, description)
FROM $locationUrl IAM_ROLE $role FORMAT CSV IGNOREHEADER 1;

DELETE FROM sensor.sensor;

COPY sensor.sensor (id, guid, mac, sku, upc, active, notes)
FROM $sensorUrl IAM_ROLE $role FORMAT CSV IGNOREHEADER 1;

DELETE FROM sensor.manufacturer;

COPY sensor.manufacturer (id, name, website, notes)
FROM $manufacturerUrl IAM_ROLE $role FORMAT CSV IGNOREHEADER 1;

DELETE FROM sensor.sensors;

COPY sensor.sensors (sensor_id, manufacturer_id, location_id, history_id, message_guid)
FROM $sensorsUrl IAM_ROLE $role FORMAT CSV IGNOREHEADER 1;
