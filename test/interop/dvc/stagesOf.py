"""What dvc makes of folders of files: their stages, or why there are none."""

import os
import shutil
import tempfile

from dvc.dependency import ParamsDependency
from dvc.exceptions import DvcException
from dvc.repo import Repo


def answer(cases):
    return [one(case) for case in cases]


def one(case):
    start = os.getcwd()
    folder = os.path.realpath(tempfile.mkdtemp())
    try:
        os.makedirs(os.path.join(folder, ".dvc", "tmp"))
        with open(os.path.join(folder, ".dvc", "config"), "w") as file:
            file.write("[core]\n    no_scm = true\n" + case.get("config", ""))
        for path, text in case["files"].items():
            path = os.path.join(folder, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text.replace("{ROOT}", folder))
        os.chdir(folder)
        repo = Repo(folder)
        try:
            index = repo.index
            stages = sorted((described(stage, folder) for stage in index.stages), key=lambda s: s["address"])
            graph = sorted([a.addressing, b.addressing] for a, b in index.graph.edges)
            tops = {kind: {path: values for path, values in getattr(index, "_" + kind).items()} for kind in ("metrics", "params", "plots", "artifacts")}
            return {"stages": stages, "graph": graph, "root": folder, **plain(tops)}
        finally:
            repo.close()
    except DvcException as error:
        return {"error": str(error), "kind": type(error).__name__, "root": folder}
    except Exception as error:
        return {"crash": str(error), "kind": type(error).__name__, "root": folder}
    finally:
        os.chdir(start)
        shutil.rmtree(folder)


def described(stage, root):
    outs = [
        {
            "path": out.def_path,
            "target": place(out, root),
            "kind": "plot" if out.plot else "metric" if out.metric else "out",
            "cache": out.use_cache,
            "persist": out.persist,
            "push": out.can_push,
            "remote": out.remote,
            "plot": out.plot if isinstance(out.plot, dict) else {},
            "annotation": {key: value for key, value in out.annot.to_dict().items()},
        }
        for out in stage.outs
    ]
    return plain({
        "address": stage.addressing,
        "cmd": stage.cmd,
        "wdir": os.path.relpath(stage.wdir, root),
        "deps": [{"path": d.def_path, "target": place(d, root)} for d in stage.deps if not isinstance(d, ParamsDependency)],
        "params": [{"path": d.def_path, "file": place(d, root), "names": list(dict.fromkeys(d.params))} for d in stage.deps if isinstance(d, ParamsDependency)],
        "outs": outs,
        "frozen": stage.frozen,
        "always_changed": stage.always_changed,
        "desc": stage.desc,
        "meta": stage.meta,
        "vars": {path: values for path, values in (getattr(stage, "tracked_vars", None) or {}).items()},
    })


def place(out, root):
    if out.protocol != "local":
        return out.def_path
    return out.fs_path if os.path.isabs(out.def_path) else os.path.relpath(out.fs_path, root)


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return {"float": repr(value)}
    return value if value is None or isinstance(value, (str, bool)) else str(value) if not isinstance(value, int) else {"int": str(value)}
