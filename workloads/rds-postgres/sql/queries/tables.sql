-- Tables and views, with the rows of each as the statistics know them; a view has none, and the rows of a partitioned table are in its parts.
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
