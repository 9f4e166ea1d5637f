SELECT * FROM staff_list ORDER BY name COLLATE "C" LIMIT $limit
