SELECT record_time, event, remote_host, user_name, database_name, ssl_version
FROM sys_connection_log
ORDER BY record_time DESC
LIMIT CAST($most AS integer)
