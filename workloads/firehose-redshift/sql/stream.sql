-- The stream takes the place of the table: whoever reads sensor.message reads what has arrived.
DROP TABLE IF EXISTS sensor.message CASCADE;

DROP SCHEMA IF EXISTS sensor_stream;

CREATE EXTERNAL SCHEMA sensor_stream FROM KINESIS IAM_ROLE $role;
