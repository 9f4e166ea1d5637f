-- Redshift features that PostgreSQL lacks. GETDATE() returns the rehearsal's time where one is set, so that a day can pass in a second.
CREATE FUNCTION public.getdate() RETURNS timestamp LANGUAGE sql STABLE AS $$
  SELECT COALESCE(
    TIMESTAMP 'epoch' + CAST(NULLIF(current_setting('rehearsal.now', true), '') AS double precision) * INTERVAL '1 second',
    date_trunc('second', now() AT TIME ZONE 'UTC')
  )
$$;

-- Copied buffers by manifest, recorded in the transaction that copies them.
CREATE TABLE public.copied_manifest (manifest text PRIMARY KEY, copied integer NOT NULL);
