SELECT start_time, table_id, file_name, line_number, column_name, error_code, error_message
FROM (
  SELECT e.*, ROW_NUMBER() OVER (ORDER BY e.start_time DESC) AS place
  FROM sys_load_error_detail e
) numbered
WHERE place <= CAST($most AS integer)
ORDER BY place
