-- Drops non-numeric values: a value that cannot be cast would fail every later refresh.
CREATE MATERIALIZED VIEW sensor.message AUTO REFRESH YES AS
SELECT
  sequence_number AS id,
  CAST(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'guid', true) AS varchar(36)) AS guid,
  CASE WHEN JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'ts', true) ~ '^[0-9]{1,12}$'
    THEN CAST(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'ts', true) AS bigint) END AS ts,
  CASE WHEN JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'temp', true) ~ '^-?[0-9]{1,3}([.][0-9]+)?$'
    THEN CAST(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'temp', true) AS numeric(5, 2)) END AS temp,
  refresh_time AS created
FROM sensor_stream.$stream
WHERE CAN_JSON_PARSE(kinesis_data)
