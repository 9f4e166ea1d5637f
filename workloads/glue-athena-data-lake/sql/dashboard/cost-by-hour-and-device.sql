SELECT hour, device, sum(cost_dollar) AS cost_dollar
FROM usage
GROUP BY hour, device
ORDER BY hour, device
