SELECT * FROM actor_info ORDER BY last_name COLLATE "C", first_name COLLATE "C" LIMIT $limit
