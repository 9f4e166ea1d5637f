COPY sensor.message (guid, ts, temp)
FROM $manifestUrl IAM_ROLE $role MANIFEST FORMAT JSON 'auto' GZIP
