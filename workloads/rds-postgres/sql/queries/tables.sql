-- Tables and views with estimated row counts; views have none, and those of a partitioned table are on its partitions.
SELECT tables.table_name AS name,
  CASE
    WHEN tables.table_type = 'VIEW' THEN 'view'
    WHEN class.relkind = 'p' THEN 'partitioned table'
    WHEN class.relispartition THEN 'partition'
    ELSE 'table'
  END AS kind,
  CASE WHEN class.relkind = 'r' THEN greatest(class.reltuples, 0)::bigint END AS rows
FROM information_schema.tables
JOIN pg_class AS class ON class.oid = format('%I.%I', tables.table_schema, tables.table_name)::regclass
WHERE tables.table_schema = 'public'
ORDER BY tables.table_name COLLATE "C"
