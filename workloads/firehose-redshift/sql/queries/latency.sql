SELECT
  COUNT(*) AS messages,
  MIN(diff_seconds) AS min_seconds,
  CAST(AVG(CAST(diff_seconds AS numeric(12, 2))) AS numeric(12, 2)) AS mean_seconds,
  CAST(PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY diff_seconds) AS numeric(12, 2)) AS p95_seconds,
  MAX(diff_seconds) AS max_seconds
FROM sensor.message_latency
