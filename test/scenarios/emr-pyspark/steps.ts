/** Arguments of the jobs when submitted in the account of the tests. */

export const BUCKETS = ['--bronze-bucket', 'raw', '--silver-bucket', 'processed', '--gold-bucket', 'analyzed', '--database', 'emr_demo'];
export const submitted = (program: string, ...args: string[]) => [
  ...['spark-submit', '--deploy-mode', 'cluster', '--master', 'yarn', '--conf', 'spark.yarn.submit.waitAppCompletion=true'],
  ...['--py-files', 's3://emr-work/jobs/lake.py,s3://emr-work/jobs/films.py', `s3://emr-work/jobs/${program}.py`, ...BUCKETS, ...args],
];
export const step = (Name: string, Args: readonly string[]) => ({
  Name,
  ActionOnFailure: 'CONTINUE',
  HadoopJarStep: { Jar: 'command-runner.jar', Args },
});
export const RATINGS = ['--start-date', '2016-01-01 00:00:00', '--end-date', '2016-12-31 23:59:59'];
export const PRICES = ['--start-date', '2017-01-01', '--end-date', '2018-12-31'];
export const PROCESS = [
  step('Bakery CSV to Parquet', submitted('bakery_csv_to_parquet')),
  step('Movie Ratings CSV to Parquet', submitted('movies_csv_to_parquet')),
  step('Stocks CSV to Parquet', submitted('stocks_csv_to_parquet')),
];
export const ANALYZE = [
  step('Bakery Sales', submitted('bakery_sales')),
  step('Movie Choices', submitted('movie_choices')),
  step('Movie Ratings', submitted('movies_avg_ratings', ...RATINGS)),
  step('Stock Volatility', submitted('stock_volatility', ...PRICES)),
];
