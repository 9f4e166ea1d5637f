SELECT device, sum(cost_dollar) AS cost_dollar
FROM usage
GROUP BY device
ORDER BY sum(cost_dollar) DESC, device
