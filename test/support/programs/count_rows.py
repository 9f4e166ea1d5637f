"""Counts the rows of a CSV file with a header, as a statement of Spark SQL does: count_rows.py <folder>"""

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
spark.read.csv(sys.argv[1], header=True).createOrReplaceTempView("files")
print("rows", spark.sql("SELECT count(*) FROM files").first()[0])
spark.stop()
