SELECT location, min_temp, max_temp, avg_temp, median_temp, msg_count, first_recorded, last_recorded, guid
FROM sensor.sensor_temp_stats
ORDER BY location
