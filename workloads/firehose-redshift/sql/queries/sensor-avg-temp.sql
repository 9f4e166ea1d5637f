SELECT avg_temp, msg_count, guid, lat, long, location
FROM sensor.sensor_avg_temp
ORDER BY avg_temp, guid
