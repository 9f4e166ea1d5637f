-- What Redshift has and PostgreSQL has not. The time is that of the rehearsal, where one is set, so that a day can pass in a second.
CREATE FUNCTION public.getdate() RETURNS timestamp LANGUAGE sql STABLE AS $$
  SELECT COALESCE(
    TIMESTAMP 'epoch' + CAST(NULLIF(current_setting('rehearsal.now', true), '') AS double precision) * INTERVAL '1 second',
    date_trunc('second', now() AT TIME ZONE 'UTC')
  )
$$;

-- Buffers that were copied, by their manifests: written in the transaction that copies them.
CREATE TABLE public.copied_manifest (manifest text PRIMARY KEY, copied integer NOT NULL);
