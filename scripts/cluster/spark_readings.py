"""Make a file of readings on a Spark cluster, for `bundle-audit audit --readings FILE`.

    bundle-audit audit --requests-only requests.jsonl --register R --uploads U --output O
    spark-submit scripts/cluster/spark_readings.py requests.jsonl readings.jsonl --worker "/opt/bundle-audit worker --uploads U"
    bundle-audit audit --readings readings.jsonl --register R --uploads U --output O

The uploads folder and the program must be at the same paths on every executor (a shared folder). One request is one bundle; what a line of output
holds is checked by `audit`, not here. Needs: pyspark 3.5 or later, JDK 17.
"""

import argparse
import os
import sys

from pyspark.sql import SparkSession


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requests", help="lines of {\"id\",\"paths\"}")
    parser.add_argument("readings", help="the file to make; replaced in one step")
    parser.add_argument("--worker", required=True, help="the command of a worker, as a shell would split it")
    parser.add_argument("--bundles-per-task", type=int, default=50, help="a task that is lost is done again whole")
    options = parser.parse_args()

    spark = SparkSession.builder.appName("bundle-audit readings").getOrCreate()
    try:
        with open(options.requests, encoding="utf-8") as file:
            requests = [line for line in (line.rstrip("\n") for line in file) if line]
        tasks = max(1, -(-len(requests) // options.bundles_per_task))
        # checkCode: a worker that ends with an error fails its task, which Spark gives to another executor.
        readings = spark.sparkContext.parallelize(requests, tasks).pipe(options.worker, env=dict(os.environ), checkCode=True)
        partial = options.readings + ".part"
        count = 0
        with open(partial, "w", encoding="utf-8") as file:
            # One task's lines at a time: the driver need not hold a whole night.
            for line in readings.toLocalIterator(prefetchPartitions=True):
                file.write(line + "\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
    finally:
        spark.stop()
    if count != len(requests):
        print(f"spark_readings: {len(requests)} bundles were sent, {count} came back", file=sys.stderr)
        return 1
    os.replace(partial, options.readings)
    print(f"spark_readings: {count} bundles in {options.readings}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
