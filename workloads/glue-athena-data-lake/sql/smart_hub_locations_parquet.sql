SELECT lon, lat, number, street, unit, city, district, region, postcode, id, hash, tz, state
FROM smart_hub_locations_csv
