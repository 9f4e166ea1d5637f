-- Loads each object below the folder once, on arrival.
COPY sensor.message (guid, ts, temp)
FROM $messageUrl IAM_ROLE $role FORMAT JSON 'auto' GZIP
JOB CREATE sensor_message_copy AUTO ON
