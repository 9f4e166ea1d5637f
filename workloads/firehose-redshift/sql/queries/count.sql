SELECT COUNT(*) AS messages FROM sensor.message
