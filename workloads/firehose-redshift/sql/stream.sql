-- The streaming view replaces the table: queries of sensor.message read streamed data.
DROP TABLE IF EXISTS sensor.message CASCADE;

DROP SCHEMA IF EXISTS sensor_stream;

CREATE EXTERNAL SCHEMA sensor_stream FROM KINESIS IAM_ROLE $role;
