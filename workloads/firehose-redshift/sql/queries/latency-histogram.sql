SELECT CAST(FLOOR(diff_seconds / 5.0) * 5 AS integer) AS from_second, COUNT(*) AS messages
FROM sensor.message_latency
GROUP BY 1
ORDER BY 1
