-- Aggregates and functions of Pagila's shape.

CREATE FUNCTION _group_concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT concat_ws(', ', $1, $2)
$$;
CREATE AGGREGATE group_concat(text) (SFUNC = _group_concat, STYPE = text);

CREATE FUNCTION last_day(day timestamptz) RETURNS date LANGUAGE sql STABLE STRICT AS $$
  SELECT (date_trunc('month', day) + interval '1 month' - interval '1 day')::date
$$;

-- A copy is in stock when none of its rentals is open.
CREATE FUNCTION inventory_in_stock(copy integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (SELECT FROM rental WHERE rental.inventory_id = copy AND rental.return_date IS NULL)
$$;

CREATE FUNCTION inventory_held_by_customer(copy integer) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT rental.customer_id::integer
  FROM rental
  WHERE rental.inventory_id = copy AND rental.return_date IS NULL
  ORDER BY rental.rental_date DESC
  LIMIT 1
$$;

CREATE FUNCTION film_in_stock(film integer, store integer) RETURNS SETOF integer LANGUAGE sql STABLE AS $$
  SELECT inventory.inventory_id
  FROM inventory
  WHERE inventory.film_id = film AND inventory.store_id = store AND inventory_in_stock(inventory.inventory_id)
$$;

CREATE FUNCTION film_not_in_stock(film integer, store integer) RETURNS SETOF integer LANGUAGE sql STABLE AS $$
  SELECT inventory.inventory_id
  FROM inventory
  WHERE inventory.film_id = film AND inventory.store_id = store AND NOT inventory_in_stock(inventory.inventory_id)
$$;

-- Balance of a customer at a given time: rental fees, a dollar per day overdue, and the replacement cost of films kept twice as long as allowed,
-- minus payments.
CREATE FUNCTION get_customer_balance(customer integer, at timestamptz) RETURNS numeric LANGUAGE sql STABLE AS $$
  WITH rented AS (
    SELECT film.rental_rate,
      film.replacement_cost,
      film.rental_duration,
      extract(epoch FROM rental.return_date - rental.rental_date) / 86400 AS days
    FROM rental
    JOIN inventory USING (inventory_id)
    JOIN film USING (film_id)
    WHERE rental.customer_id = customer AND rental.rental_date <= at
  )
  SELECT coalesce(sum(
      rental_rate
      + CASE WHEN days > rental_duration THEN floor(days - rental_duration) ELSE 0 END
      + CASE WHEN days > 2 * rental_duration THEN replacement_cost ELSE 0 END
    ), 0)
    - (SELECT coalesce(sum(payment.amount), 0) FROM payment WHERE payment.customer_id = customer AND payment.payment_date <= at)
  FROM rented
$$;

-- Customers with frequent and high payments in the calendar month three months before a day.
CREATE FUNCTION rewards_report(purchases integer, dollars numeric, on_day date DEFAULT current_date)
RETURNS SETOF customer LANGUAGE plpgsql STABLE AS $$
DECLARE
  first_day date := date_trunc('month', on_day - interval '3 months')::date;
BEGIN
  IF purchases <= 0 OR dollars <= 0 THEN
    RAISE EXCEPTION 'purchases and dollars have to be more than 0, got % and %', purchases, dollars;
  END IF;
  RETURN QUERY
    SELECT customer.*
    FROM customer
    JOIN payment USING (customer_id)
    WHERE payment.payment_date >= first_day AND payment.payment_date < last_day(first_day) + 1
    GROUP BY customer.customer_id
    HAVING sum(payment.amount) > dollars AND count(*) > purchases;
END
$$;
