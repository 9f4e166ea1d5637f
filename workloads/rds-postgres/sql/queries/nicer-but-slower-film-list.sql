SELECT * FROM nicer_but_slower_film_list ORDER BY title COLLATE "C" LIMIT $limit
