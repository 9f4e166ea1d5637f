-- The user that Firehose is may fill one table.
GRANT USAGE ON SCHEMA sensor TO firehose_loader;

GRANT INSERT ON sensor.message TO firehose_loader;
