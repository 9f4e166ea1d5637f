-- The seven views of Pagila's shape.

CREATE VIEW actor_info AS
SELECT actor_id, first_name, last_name, group_concat(category || ': ' || titles ORDER BY category) AS film_info
FROM (
  SELECT actor.actor_id, actor.first_name, actor.last_name, category.name AS category, group_concat(film.title ORDER BY film.title) AS titles
  FROM actor
  JOIN film_actor USING (actor_id)
  JOIN film USING (film_id)
  JOIN film_category USING (film_id)
  JOIN category USING (category_id)
  GROUP BY actor.actor_id, category.name
) AS by_category
GROUP BY actor_id, first_name, last_name;

CREATE VIEW customer_list AS
SELECT customer.customer_id AS id,
  customer.first_name || ' ' || customer.last_name AS name,
  address.address,
  address.postal_code AS "zip code",
  address.phone,
  city.city,
  country.country,
  CASE WHEN customer.activebool THEN 'active' ELSE '' END AS notes,
  customer.store_id AS sid
FROM customer
JOIN address USING (address_id)
JOIN city USING (city_id)
JOIN country USING (country_id);

CREATE VIEW film_list AS
SELECT film.film_id AS fid,
  film.title,
  film.description,
  category.name AS category,
  film.rental_rate AS price,
  film.length,
  film.rating,
  cast_of_film.actors
FROM film
JOIN film_category USING (film_id)
JOIN category USING (category_id)
LEFT JOIN (
  SELECT film_actor.film_id, group_concat(actor.first_name || ' ' || actor.last_name ORDER BY actor.last_name, actor.first_name) AS actors
  FROM film_actor
  JOIN actor USING (actor_id)
  GROUP BY film_actor.film_id
) AS cast_of_film USING (film_id);

CREATE VIEW nicer_but_slower_film_list AS
SELECT film.film_id AS fid,
  film.title,
  film.description,
  category.name AS category,
  film.rental_rate AS price,
  film.length,
  film.rating,
  cast_of_film.actors
FROM film
JOIN film_category USING (film_id)
JOIN category USING (category_id)
LEFT JOIN (
  SELECT film_actor.film_id, group_concat(initcap(actor.first_name || ' ' || actor.last_name) ORDER BY actor.last_name, actor.first_name) AS actors
  FROM film_actor
  JOIN actor USING (actor_id)
  GROUP BY film_actor.film_id
) AS cast_of_film USING (film_id);

CREATE VIEW sales_by_film_category AS
SELECT category.name AS category, sum(payment.amount) AS total_sales
FROM payment
JOIN rental USING (rental_id)
JOIN inventory USING (inventory_id)
JOIN film_category USING (film_id)
JOIN category USING (category_id)
GROUP BY category.name
ORDER BY total_sales DESC;

CREATE VIEW sales_by_store AS
SELECT city.city || ',' || country.country AS store,
  manager.first_name || ' ' || manager.last_name AS manager,
  sum(payment.amount) AS total_sales
FROM payment
JOIN rental USING (rental_id)
JOIN inventory USING (inventory_id)
JOIN store USING (store_id)
JOIN address ON address.address_id = store.address_id
JOIN city USING (city_id)
JOIN country USING (country_id)
JOIN staff AS manager ON manager.staff_id = store.manager_staff_id
GROUP BY store.store_id, city.city, country.country, manager.first_name, manager.last_name
ORDER BY country.country, city.city;

CREATE VIEW staff_list AS
SELECT staff.staff_id AS id,
  staff.first_name || ' ' || staff.last_name AS name,
  address.address,
  address.postal_code AS "zip code",
  address.phone,
  city.city,
  country.country,
  staff.store_id AS sid
FROM staff
JOIN address USING (address_id)
JOIN city USING (city_id)
JOIN country USING (country_id);
