SELECT COUNT(*) AS messages FROM sensor.message WHERE guid = $guid
