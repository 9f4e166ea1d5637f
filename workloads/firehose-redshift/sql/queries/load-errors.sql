SELECT start_time, table_id, file_name, line_number, column_name, error_code, error_message
FROM sys_load_error_detail
ORDER BY start_time DESC
LIMIT CAST($most AS integer)
