// CPython 3.14 in Node: node run.mjs <folder of pyodide> <repository> <site-packages with pytest>
import { pathToFileURL } from "node:url";
import path from "node:path";

const [pyodide, repository, site] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: pyodide + path.sep });
for (const [name, folder] of [["/repo", repository], ["/site", site]]) {
  python.FS.mkdirTree(name);
  python.mountNodeFS(name, folder);
}
process.exitCode = await python.runPythonAsync(`
import sys
sys.dont_write_bytecode = True
sys.path[:0] = ["/repo"]
from tests.mobile.packaging.on_3_14 import inside
inside.run()
`);
