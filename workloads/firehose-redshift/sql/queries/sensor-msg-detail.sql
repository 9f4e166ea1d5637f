SELECT recorded, temp, guid, sku, mac, lat, long, location, installed, redshift
FROM sensor.sensor_msg_detail
ORDER BY recorded, guid
LIMIT CAST($most AS integer)
