-- The user that Firehose is, with the digest of a password that nobody has to know: it may fill one table.
GRANT USAGE ON SCHEMA sensor TO firehose_loader;

GRANT INSERT ON sensor.message TO firehose_loader;
