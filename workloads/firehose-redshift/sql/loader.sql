-- Firehose's database user may insert into one table.
GRANT USAGE ON SCHEMA sensor TO firehose_loader;

GRANT INSERT ON sensor.message TO firehose_loader;
