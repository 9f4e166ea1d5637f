DELETE FROM sensor.message WHERE guid = $guid
