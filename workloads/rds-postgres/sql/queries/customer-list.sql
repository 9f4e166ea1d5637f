SELECT * FROM customer_list ORDER BY name COLLATE "C" LIMIT $limit
