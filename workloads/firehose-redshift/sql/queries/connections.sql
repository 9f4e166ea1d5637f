SELECT record_time, event, remote_host, user_name, database_name, ssl_version
FROM (
  SELECT c.*, ROW_NUMBER() OVER (ORDER BY c.record_time DESC) AS place
  FROM sys_connection_log c
) numbered
WHERE place <= CAST($most AS integer)
ORDER BY place
