SELECT COUNT(*) AS jobs FROM sys_copy_job WHERE job_name = 'sensor_message_copy'
