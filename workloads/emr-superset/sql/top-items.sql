-- Items by how often they were sold, most first; what the till corrected is left out.
SELECT item, count(*) AS items_sold
FROM bakery
WHERE item NOT IN ('NONE', 'Adjustment')
GROUP BY item
ORDER BY items_sold DESC, item
LIMIT 10
