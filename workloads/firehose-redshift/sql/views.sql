-- Drops each view first, because CREATE OR REPLACE VIEW cannot change the columns.
DROP VIEW IF EXISTS sensor.sensor_msg_detail;

CREATE VIEW sensor.sensor_msg_detail AS
SELECT
  TIMESTAMP 'epoch' + m.ts * INTERVAL '1 second' AS recorded,
  m.temp,
  s.guid,
  s.sku,
  s.mac,
  l.lat,
  l.long,
  l.description AS location,
  TIMESTAMP 'epoch' + h.serviced * INTERVAL '1 second' AS installed,
  m.created AS redshift
FROM sensor.sensors f
INNER JOIN sensor.sensor s ON s.id = f.sensor_id
INNER JOIN sensor.history h ON h.id = f.history_id
INNER JOIN sensor.location l ON l.id = f.location_id
INNER JOIN sensor.manufacturer p ON p.id = f.manufacturer_id
INNER JOIN sensor.message m ON m.guid = s.guid
WHERE s.active IS TRUE AND h.action = 'INSTALLED'
ORDER BY f.id;

DROP VIEW IF EXISTS sensor.sensor_msg_count;

CREATE VIEW sensor.sensor_msg_count AS
SELECT COUNT(m.temp) AS msg_count, s.guid, l.lat, l.long, l.description AS location
FROM sensor.sensors f
INNER JOIN sensor.sensor s ON s.id = f.sensor_id
INNER JOIN sensor.history h ON h.id = f.history_id
INNER JOIN sensor.location l ON l.id = f.location_id
INNER JOIN sensor.message m ON m.guid = s.guid
WHERE s.active IS TRUE AND h.action = 'INSTALLED'
GROUP BY s.guid, l.description, l.lat, l.long
ORDER BY msg_count, s.guid;

DROP VIEW IF EXISTS sensor.sensor_avg_temp;

CREATE VIEW sensor.sensor_avg_temp AS
SELECT CAST(AVG(m.temp) AS numeric(7, 2)) AS avg_temp, COUNT(m.temp) AS msg_count, s.guid, l.lat, l.long, l.description AS location
FROM sensor.sensors f
INNER JOIN sensor.sensor s ON s.id = f.sensor_id
INNER JOIN sensor.history h ON h.id = f.history_id
INNER JOIN sensor.location l ON l.id = f.location_id
INNER JOIN sensor.message m ON m.guid = s.guid
WHERE s.active IS TRUE AND h.action = 'INSTALLED'
GROUP BY s.guid, l.description, l.lat, l.long
ORDER BY avg_temp, s.guid;

DROP VIEW IF EXISTS sensor.sensor_avg_temp_current;

CREATE VIEW sensor.sensor_avg_temp_current AS
SELECT CAST(AVG(m.temp) AS numeric(7, 2)) AS avg_temp, COUNT(m.temp) AS msg_count, s.guid, l.lat, l.long, l.description AS location
FROM sensor.sensors f
INNER JOIN sensor.sensor s ON s.id = f.sensor_id
INNER JOIN sensor.history h ON h.id = f.history_id
INNER JOIN sensor.location l ON l.id = f.location_id
INNER JOIN sensor.message m ON m.guid = s.guid
WHERE s.active IS TRUE AND h.action = 'INSTALLED'
  AND TIMESTAMP 'epoch' + m.ts * INTERVAL '1 second' >= GETDATE() - INTERVAL '30 minutes'
GROUP BY s.guid, l.description, l.lat, l.long
ORDER BY avg_temp, s.guid;

DROP VIEW IF EXISTS sensor.sensor_temp_stats;

CREATE VIEW sensor.sensor_temp_stats AS
SELECT
  MIN(m.temp) AS min_temp,
  MAX(m.temp) AS max_temp,
  CAST(AVG(m.temp) AS numeric(7, 2)) AS avg_temp,
  CAST(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY m.temp) AS numeric(7, 2)) AS median_temp,
  COUNT(m.temp) AS msg_count,
  TIMESTAMP 'epoch' + MIN(m.ts) * INTERVAL '1 second' AS first_recorded,
  TIMESTAMP 'epoch' + MAX(m.ts) * INTERVAL '1 second' AS last_recorded,
  s.guid,
  l.description AS location
FROM sensor.sensors f
INNER JOIN sensor.sensor s ON s.id = f.sensor_id
INNER JOIN sensor.history h ON h.id = f.history_id
INNER JOIN sensor.location l ON l.id = f.location_id
INNER JOIN sensor.message m ON m.guid = s.guid
WHERE s.active IS TRUE AND h.action = 'INSTALLED'
GROUP BY s.guid, l.description
ORDER BY l.description;

DROP VIEW IF EXISTS sensor.message_latency;

CREATE VIEW sensor.message_latency AS
SELECT
  guid,
  TIMESTAMP 'epoch' + ts * INTERVAL '1 second' AS recorded_time,
  created AS redshift_time,
  CAST(EXTRACT(EPOCH FROM created) - ts AS integer) AS diff_seconds
FROM sensor.message
ORDER BY diff_seconds;
