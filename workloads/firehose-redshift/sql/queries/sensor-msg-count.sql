SELECT msg_count, guid, lat, long, location
FROM sensor.sensor_msg_count
ORDER BY msg_count, guid
