-- Who may do what besides the owner: one role reads, one also writes rows. Neither has a password: on RDS they sign in by IAM.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagila_reader') THEN
    CREATE ROLE pagila_reader LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pagila_writer') THEN
    CREATE ROLE pagila_writer LOGIN;
  END IF;
  -- The role that RDS has for users who sign in by IAM; other servers do not know it.
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam') THEN
    GRANT rds_iam TO pagila_reader, pagila_writer;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA public TO pagila_reader, pagila_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO pagila_reader, pagila_writer;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pagila_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO pagila_writer;
