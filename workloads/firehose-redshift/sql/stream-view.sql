CREATE MATERIALIZED VIEW sensor.message AUTO REFRESH YES AS
SELECT
  sequence_number AS id,
  CAST(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'guid', true) AS varchar(36)) AS guid,
  CAST(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'ts', true) AS bigint) AS ts,
  CAST(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'temp', true) AS numeric(5, 2)) AS temp,
  refresh_time AS created
FROM sensor_stream."sensor-readings"
WHERE CAN_JSON_PARSE(kinesis_data)
