"""Runs statements of the SQL export as anyone with a Spark session would: a table of Parquet, one statement, its answer as Parquet."""

import json
import sys

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("score").getOrCreate()
for job in json.load(open(sys.argv[1], encoding="utf-8")):
    spark.read.parquet(job["rows"]).createOrReplaceTempView("people")
    pq.write_table(spark.sql(open(job["statement"], encoding="utf-8").read().rstrip().rstrip(";")).toArrow(), job["answer"])
print("Spark", spark.version)
