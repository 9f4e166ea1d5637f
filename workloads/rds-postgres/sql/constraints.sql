-- Keys, constraints and indexes. Created after the data, so that each is built once.

ALTER TABLE city ADD FOREIGN KEY (country_id) REFERENCES country ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE address ADD FOREIGN KEY (city_id) REFERENCES city ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE film ADD FOREIGN KEY (language_id) REFERENCES language ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE film ADD FOREIGN KEY (original_language_id) REFERENCES language ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE film_actor ADD FOREIGN KEY (actor_id) REFERENCES actor ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE film_actor ADD FOREIGN KEY (film_id) REFERENCES film ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE film_category ADD FOREIGN KEY (film_id) REFERENCES film ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE film_category ADD FOREIGN KEY (category_id) REFERENCES category ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE store ADD FOREIGN KEY (address_id) REFERENCES address ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE staff ADD FOREIGN KEY (address_id) REFERENCES address ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE staff ADD FOREIGN KEY (store_id) REFERENCES store ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE customer ADD FOREIGN KEY (address_id) REFERENCES address ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE customer ADD FOREIGN KEY (store_id) REFERENCES store ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE inventory ADD FOREIGN KEY (film_id) REFERENCES film ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE inventory ADD FOREIGN KEY (store_id) REFERENCES store ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE rental ADD FOREIGN KEY (inventory_id) REFERENCES inventory ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE rental ADD FOREIGN KEY (customer_id) REFERENCES customer ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE rental ADD FOREIGN KEY (staff_id) REFERENCES staff ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE payment ADD FOREIGN KEY (customer_id) REFERENCES customer ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE payment ADD FOREIGN KEY (staff_id) REFERENCES staff ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE payment ADD FOREIGN KEY (rental_id) REFERENCES rental ON UPDATE CASCADE ON DELETE RESTRICT;

CREATE INDEX actor_last_name_idx ON actor (last_name);
CREATE INDEX city_country_id_idx ON city (country_id);
CREATE INDEX address_city_id_idx ON address (city_id);
CREATE INDEX customer_address_id_idx ON customer (address_id);
CREATE INDEX customer_store_id_idx ON customer (store_id);
CREATE INDEX customer_last_name_idx ON customer (last_name);
CREATE INDEX film_title_idx ON film (title);
CREATE INDEX film_language_id_idx ON film (language_id);
CREATE INDEX film_original_language_id_idx ON film (original_language_id);
CREATE INDEX film_fulltext_idx ON film USING gist (fulltext);
CREATE INDEX film_actor_film_id_idx ON film_actor (film_id);
CREATE INDEX inventory_store_id_film_id_idx ON inventory (store_id, film_id);
CREATE INDEX rental_inventory_id_idx ON rental (inventory_id);
CREATE UNIQUE INDEX rental_once_idx ON rental (rental_date, inventory_id, customer_id);
CREATE UNIQUE INDEX store_manager_staff_id_idx ON store (manager_staff_id);
CREATE INDEX payment_customer_id_idx ON payment (customer_id);
CREATE INDEX payment_staff_id_idx ON payment (staff_id);
CREATE INDEX payment_rental_id_idx ON payment (rental_id);

CREATE FUNCTION last_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.last_update := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER last_updated BEFORE UPDATE ON actor FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON address FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON category FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON city FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON country FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON film FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON film_actor FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON film_category FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON inventory FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON language FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON rental FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON staff FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON store FOR EACH ROW EXECUTE FUNCTION last_updated();

-- Sets the sequences after the loaded ids.
SELECT setval(pg_get_serial_sequence('actor', 'actor_id'), (SELECT max(actor_id) FROM actor));
SELECT setval(pg_get_serial_sequence('address', 'address_id'), (SELECT max(address_id) FROM address));
SELECT setval(pg_get_serial_sequence('category', 'category_id'), (SELECT max(category_id) FROM category));
SELECT setval(pg_get_serial_sequence('city', 'city_id'), (SELECT max(city_id) FROM city));
SELECT setval(pg_get_serial_sequence('country', 'country_id'), (SELECT max(country_id) FROM country));
SELECT setval(pg_get_serial_sequence('customer', 'customer_id'), (SELECT max(customer_id) FROM customer));
SELECT setval(pg_get_serial_sequence('film', 'film_id'), (SELECT max(film_id) FROM film));
SELECT setval(pg_get_serial_sequence('inventory', 'inventory_id'), (SELECT max(inventory_id) FROM inventory));
SELECT setval(pg_get_serial_sequence('language', 'language_id'), (SELECT max(language_id) FROM language));
SELECT setval(pg_get_serial_sequence('rental', 'rental_id'), (SELECT max(rental_id) FROM rental));
SELECT setval(pg_get_serial_sequence('staff', 'staff_id'), (SELECT max(staff_id) FROM staff));
SELECT setval(pg_get_serial_sequence('store', 'store_id'), (SELECT max(store_id) FROM store));
SELECT setval('payment_payment_id_seq', (SELECT max(payment_id) FROM payment));
