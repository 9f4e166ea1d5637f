-- Balance of each customer at a given time, highest first.
SELECT customer.customer_id AS id,
  customer.first_name || ' ' || customer.last_name AS name,
  get_customer_balance(customer.customer_id, $at::timestamptz) AS balance
FROM customer
ORDER BY balance DESC, customer.customer_id
LIMIT $limit
