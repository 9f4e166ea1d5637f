-- Star schema of the sensors, and the delivery table of the stream.
DROP SCHEMA IF EXISTS sensor CASCADE;

CREATE SCHEMA sensor;

-- DISTSTYLE EVEN: distributed by ts, all readings of one moment would be on one slice.
CREATE TABLE sensor.message (
  id bigint IDENTITY(1, 1),
  guid varchar(36) NOT NULL,
  ts bigint NOT NULL,
  temp numeric(5, 2) NOT NULL,
  created timestamp DEFAULT GETDATE()
) DISTSTYLE EVEN SORTKEY (ts);

CREATE TABLE sensor.location (
  id integer NOT NULL,
  long numeric(10, 7) NOT NULL,
  lat numeric(10, 7) NOT NULL,
  description varchar(256)
) DISTSTYLE ALL SORTKEY (id);

CREATE TABLE sensor.history (
  id integer NOT NULL,
  serviced bigint NOT NULL,
  action varchar(20) NOT NULL,
  technician_id integer NOT NULL,
  notes varchar(256)
) DISTSTYLE ALL SORTKEY (id);

CREATE TABLE sensor.sensor (
  id integer NOT NULL,
  guid varchar(36) NOT NULL,
  mac varchar(18) NOT NULL,
  sku varchar(18) NOT NULL,
  upc varchar(12) NOT NULL,
  active boolean DEFAULT true,
  notes varchar(256)
) DISTSTYLE ALL SORTKEY (id);

CREATE TABLE sensor.manufacturer (
  id integer NOT NULL,
  name varchar(100) NOT NULL,
  website varchar(100) NOT NULL,
  notes varchar(256)
) DISTSTYLE ALL SORTKEY (id);

CREATE TABLE sensor.sensors (
  id bigint IDENTITY(1, 1),
  sensor_id integer NOT NULL,
  manufacturer_id integer NOT NULL,
  location_id integer NOT NULL,
  history_id bigint NOT NULL,
  message_guid varchar(36) NOT NULL
) DISTSTYLE EVEN SORTKEY (id);
