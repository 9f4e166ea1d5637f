-- Items by number of sales, most first, without corrections of the till.
SELECT item, count(*) AS items_sold
FROM bakery
WHERE item NOT IN ('NONE', 'Adjustment')
GROUP BY item
ORDER BY items_sold DESC, item
LIMIT 10
