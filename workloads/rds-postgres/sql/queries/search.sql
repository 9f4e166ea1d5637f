-- Full-text search in title and description of films, best match first.
SELECT film.title, category.name AS genre, round(ts_rank(film.fulltext, websearch_to_tsquery('english', $words))::numeric, 4) AS rank
FROM film
JOIN film_category USING (film_id)
JOIN category USING (category_id)
WHERE film.fulltext @@ websearch_to_tsquery('english', $words)
ORDER BY rank DESC, film.title COLLATE "C"
LIMIT $limit
