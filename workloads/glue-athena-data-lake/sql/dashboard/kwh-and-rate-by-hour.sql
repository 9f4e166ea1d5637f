SELECT hour, sum(kwh) / count(DISTINCT day) AS kwh_per_day, avg(cents_per_kwh) AS cents_per_kwh
FROM usage
GROUP BY hour
ORDER BY hour
