-- Roles beside the owner: one reads, one also writes rows. Neither has a password: on RDS they use IAM authentication.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagila_reader') THEN
    CREATE ROLE pagila_reader LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagila_writer') THEN
    CREATE ROLE pagila_writer LOGIN;
  END IF;
  -- RDS's role for IAM authentication; other servers do not have it.
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam') THEN
    GRANT rds_iam TO pagila_reader, pagila_writer;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA public TO pagila_reader, pagila_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO pagila_reader, pagila_writer;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pagila_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO pagila_writer;
