-- Role of the server and replication lag: on a replica, seconds since the last replayed transaction.
SELECT current_setting('server_version') AS version,
  CASE WHEN pg_is_in_recovery() THEN 'replica' ELSE 'primary' END AS role,
  current_setting('transaction_read_only') AS read_only,
  (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text AS position,
  CASE WHEN pg_is_in_recovery() THEN round(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::numeric, 3) END AS seconds_since_last_change
