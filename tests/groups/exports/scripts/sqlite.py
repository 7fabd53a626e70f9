# Scores the rows of a check in SQLite, with the statement of an export. usage: sqlite.py REQUEST.json
# The function sha256 is the only thing that SQLite does not have and the statement needs.
import hashlib
import json
import sqlite3
import sys

request = json.load(open(sys.argv[1], encoding="utf-8"))
quote = lambda name: '"' + name.replace('"', '""') + '"'
database = sqlite3.connect(":memory:")
database.create_function("sha256", 1, lambda text: hashlib.sha256(text.encode("utf-8")).hexdigest(), deterministic=True)
columns = ", ".join(f"{quote(name)} {'TEXT' if type == 'DATE' else type}" for name, type in request["columns"])
database.execute(f"CREATE TABLE people ({columns})")
places = ", ".join("?" for _ in request["columns"])
database.executemany(f"INSERT INTO people VALUES ({places})", request["rows"])
answer = database.execute(
    f"SELECT {quote(request['person'])}, linear_predictor, probability, rank, refused FROM ({request['statement']})"
).fetchall()
json.dump({"version": sqlite3.sqlite_version, "rows": answer}, sys.stdout)
