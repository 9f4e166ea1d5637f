SELECT * FROM film_list ORDER BY title COLLATE "C" LIMIT $limit
