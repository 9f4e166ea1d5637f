SELECT recorded, temp, guid, sku, mac, lat, long, location, installed, redshift
FROM (
  SELECT d.*, ROW_NUMBER() OVER (ORDER BY d.recorded, d.guid) AS place
  FROM sensor.sensor_msg_detail d
) numbered
WHERE place <= CAST($most AS integer)
ORDER BY place
