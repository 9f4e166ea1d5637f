-- Films with their genre. COLLATE "C" gives the same order on every server, independent of its locale.
SELECT film.title, category.name AS genre, film.release_year AS released
FROM film
JOIN film_category USING (film_id)
JOIN category USING (category_id)
ORDER BY film.title COLLATE "C", category.name COLLATE "C"
LIMIT $limit
