SELECT COUNT(*) AS users FROM pg_user WHERE usename = 'firehose_loader'
