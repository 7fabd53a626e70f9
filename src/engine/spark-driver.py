"""The workbench's end of a Spark session: reads requests from a loopback socket, one JSON object a line, and answers in the same way.

Started by spark-submit, so that master, credentials and cluster settings are those of the platform. Statements come in the dialect of the
embedded engine and are translated by sqlglot. Results are collected as Arrow and left as Parquet in the spool folder of the caller; tables
lie in the session's own database, which is dropped at the end. Nothing of a result, and no value of a row, is ever written to a message.
"""

import json
import os
import queue
import socket
import sys
import threading
import time

import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from pyspark.sql import SparkSession
from sqlglot import exp

TYPES = {
    "string": "VARCHAR",
    "bigint": "BIGINT",
    "int": "INTEGER",
    "smallint": "SMALLINT",
    "tinyint": "TINYINT",
    "double": "DOUBLE",
    "float": "FLOAT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "binary": "BLOB",
}


def read_parquet(node):
    """read_parquet('path', file_row_number=true) as a query on the file, with the place of each row in it."""
    path = node.expressions[0].name
    for mark in "*?[":
        path = path.replace(f"[{mark}]", mark)
    rows = any(isinstance(each, (exp.EQ, exp.PropertyEQ)) and each.this.name == "file_row_number" for each in node.expressions[1:])
    place = ", _metadata.row_index AS file_row_number" if rows else ""
    quoted = path.replace("`", "``")
    return sqlglot.parse_one(f"SELECT *{place} FROM parquet.`{quoted}`", read="spark").subquery()


def days_between(node):
    """DATE - DATE is a number of days in the embedded engine and an interval in Spark."""
    return exp.Anonymous(this="datediff", expressions=[node.this, node.expression])


def is_whole(node):
    """floor(x) = x, or its opposite. Spark's floor of a double is a BIGINT, and a fault where none holds it; rint stays a double."""
    return isinstance(node, (exp.EQ, exp.NEQ)) and isinstance(node.this, exp.Floor) and node.this.this == node.expression


def is_date(node):
    return isinstance(node, exp.Cast) and node.to.this == exp.DataType.Type.DATE


def spark_of(node):
    """What stands for one node of a statement in Spark; its parts have been turned already."""
    if isinstance(node, exp.Table) and isinstance(node.this, exp.ReadParquet):
        subquery = read_parquet(node.this)
        if node.alias:
            subquery.set("alias", node.args.get("alias"))
        return subquery
    if is_whole(node):
        return type(node)(this=exp.Anonymous(this="rint", expressions=[node.this.this]), expression=node.expression)
    if isinstance(node, exp.Sub) and is_date(node.expression):
        return days_between(node)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "strlen":
        return exp.Anonymous(this="octet_length", expressions=node.expressions)
    if isinstance(node, exp.DataType) and node.this == exp.DataType.Type.USMALLINT:
        return exp.DataType.build("int")
    if isinstance(node, exp.IsInf):
        return exp.EQ(this=exp.Abs(this=node.this), expression=exp.Anonymous(this="double", expressions=[exp.Literal.string("Infinity")]))
    if isinstance(node, exp.RegexpFullMatch):
        return exp.RegexpLike(this=node.this, expression=exp.Literal.string(f"^(?:{node.expression.name})$"))
    return node


def spark_text(tree):
    return exp.replace_tree(tree.copy(), spark_of).sql("spark")


def translated(sql):
    """Statements of Spark that do the same as one of the embedded engine."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    if isinstance(tree, exp.Set):
        return []
    drop = []
    if isinstance(tree, exp.Create) and tree.args.get("replace"):
        tree.set("replace", False)
        drop = [f"DROP {tree.kind} IF EXISTS {tree.this.sql('spark')}"]
    if isinstance(tree, exp.Create):
        tree.set("temporary", None)
    if isinstance(tree, exp.Delete):
        table = tree.this.sql("spark")
        kept = f"{table[:-1]}__kept`" if table.endswith("`") else f"{table}__kept"
        where = spark_text(tree.args["where"].this)
        return [
            f"CREATE TABLE {kept} AS SELECT * FROM {table} WHERE NOT coalesce({where}, false)",
            f"DROP TABLE {table}",
            f"ALTER TABLE {kept} RENAME TO {table}",
        ]
    return [*drop, spark_text(tree)]


def described(spark, sql):
    """The columns of a query that is asked to describe itself; None for any other."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    inner = tree.find(exp.Describe)
    if inner is None:
        return None
    text = spark_text(inner.this)
    columns = [(field.name, TYPES.get(field.dataType.simpleString(), field.dataType.simpleString().upper())) for field in spark.sql(text).schema]
    return pa.table({"name": [name for name, _ in columns], "type": [kind for _, kind in columns]})


def arrow_of(frame):
    if hasattr(frame, "toArrow"):
        return frame.toArrow()
    batches = frame._collect_as_arrow()
    return pa.Table.from_batches(batches) if batches else pa.Table.from_pandas(frame.toPandas())


def answer(spark, request):
    kind = request["kind"]
    if kind == "run":
        for statement in translated(request["sql"]):
            spark.sql(statement)
        return {}
    table = described(spark, request["sql"])
    if table is None:
        table = arrow_of(spark.sql(translated(request["sql"])[-1]))
    part = request["out"] + ".part"
    pq.write_table(table, part)
    os.replace(part, request["out"])
    return {"rows": table.num_rows}


NAMED = {
    "TABLE_OR_VIEW_NOT_FOUND": "relationName",
    "PATH_NOT_FOUND": "path",
    "FAILED_READ_FILE": "path",
}


def reason(error):
    """What may be told of an error: its class, its condition, and the file or table it names. Messages of engines may quote values of rows."""
    condition = getattr(error, "getCondition", None) or getattr(error, "getErrorClass", None)
    named = condition() if callable(condition) else None
    found = {"error": type(error).__name__, "condition": named}
    parameter = NAMED.get((named or "").split(".")[0])
    if parameter is not None:
        found["name"] = (error.getMessageParameters() or {}).get(parameter)
    return found


def session():
    """A session in which a statement means what it means in the embedded engine, whatever the platform's defaults are."""
    spark = (
        SparkSession.builder.appName("maatwerkscan-workbench")
        .config("spark.sql.sources.default", "parquet")
        .config("spark.sql.legacy.createHiveTableByDefault", "false")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("WARN")
    return spark


def read_requests(channel, requests, lost):
    """Puts requests in a queue. At the end of the stream the caller is gone: work that runs for it is stopped."""
    try:
        with channel.makefile("r", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                requests.put(json.loads(line))
    except OSError:
        pass
    requests.put(None)
    lost()


def gone(spark):
    """Whether the session itself is lost, and not only a statement."""
    try:
        return spark.sparkContext._jsc.sc().isStopped()
    except Exception:
        return True


def idle(tracker):
    """Whether a statement has work for the cluster and none of it runs: no executor came, or none has a free core."""
    stages = [stage for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()) if stage is not None]
    return bool(stages) and all(stage.numActiveTasks == 0 for stage in stages)


class Patience:
    """Stops a statement that waits too long for the cluster to run a task of it; a task that runs may take any time."""

    def __init__(self, spark, seconds):
        self.context = spark.sparkContext
        self.seconds = seconds
        self.ended = False
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        tracker, since = self.context.statusTracker(), None
        while True:
            time.sleep(min(1.0, self.seconds / 4))
            try:
                waits = idle(tracker)
            except Exception:
                return  # the session is gone
            if not waits:
                since = None
                continue
            since = time.monotonic() if since is None else since
            if time.monotonic() - since >= self.seconds:
                self.ended, since = True, None
                self.context.cancelAllJobs()


def serve(spark, requests, say):
    patience = Patience(spark, float(os.environ["MAATWERKSCAN_SPARK_RESOURCE_SECONDS"]))
    while (request := requests.get()) is not None:
        patience.ended = False
        try:
            said = answer(spark, request)
        except Exception as error:  # every fault of a statement is told to the caller, who decides
            if gone(spark):
                raise
            said = {**reason(error), **({"condition": "NO_RESOURCES", "seconds": patience.seconds} if patience.ended else {})}
        say({"id": request["id"], **said})


def main():
    port, database = int(sys.argv[1]), sys.argv[2]
    channel = socket.create_connection(("127.0.0.1", port))

    def say(value):
        try:
            channel.sendall((json.dumps(value) + "\n").encode())
        except OSError:
            pass  # nobody is there any more: the end of the requests follows

    channel.sendall((os.environ["MAATWERKSCAN_SPARK_TOKEN"] + "\n").encode())
    spark = session()
    requests = queue.Queue()
    try:
        spark.sql(f"CREATE DATABASE {database}")
        spark.sql(f"USE {database}")
        threading.Thread(target=read_requests, args=(channel, requests, spark.sparkContext.cancelAllJobs), daemon=True).start()
        say({"id": 0, "version": spark.version})
        serve(spark, requests, say)
    finally:
        spark.sql("USE default")
        spark.sql(f"DROP DATABASE IF EXISTS {database} CASCADE")
        spark.stop()


main()
