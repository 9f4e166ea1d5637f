SELECT device, hour, sum(kwh) AS kwh
FROM usage
GROUP BY device, hour
ORDER BY device, hour
