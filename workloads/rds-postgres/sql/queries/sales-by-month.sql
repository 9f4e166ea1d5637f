-- Payments of each month, in UTC.
SELECT to_char(date_trunc('month', payment_date AT TIME ZONE 'UTC'), 'YYYY-MM') AS month, count(*) AS payments, sum(amount) AS total
FROM payment
GROUP BY 1
ORDER BY 1
