"""Executes every notebook of a folder in a real Jupyter kernel: nbclient_run.py FOLDER OUT."""
import pathlib
import sys
import time

import nbformat
from nbclient import NotebookClient

folder, out = (pathlib.Path(one) for one in sys.argv[1:])
out.mkdir(parents=True, exist_ok=True)
for path in sorted(folder.glob("*.ipynb")):
    begin = time.monotonic()
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="tslab", resources={"metadata": {"path": str(folder)}}).execute()
    nbformat.write(notebook, out / path.name)
    print(f"{path.name}: {time.monotonic() - begin:.1f} s")
