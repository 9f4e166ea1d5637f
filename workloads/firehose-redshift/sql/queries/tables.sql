SELECT 'history' AS name, COUNT(*) AS row_count FROM sensor.history
UNION ALL SELECT 'location', COUNT(*) FROM sensor.location
UNION ALL SELECT 'manufacturer', COUNT(*) FROM sensor.manufacturer
UNION ALL SELECT 'message', COUNT(*) FROM sensor.message
UNION ALL SELECT 'sensor', COUNT(*) FROM sensor.sensor
UNION ALL SELECT 'sensors', COUNT(*) FROM sensor.sensors
ORDER BY name
