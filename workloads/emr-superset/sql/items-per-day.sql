-- Items sold on each day.
SELECT "date", count(*) AS items_sold
FROM bakery
WHERE item NOT IN ('NONE', 'Adjustment')
GROUP BY "date"
ORDER BY "date"
