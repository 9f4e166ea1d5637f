SELECT
    sum(cost_dollar) AS cost_dollar,
    count(DISTINCT day) AS days,
    sum(cost_dollar) / count(DISTINCT day) AS cost_dollar_per_day
FROM usage
