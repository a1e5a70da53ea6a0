"""What dvc's own code makes of texts and values. A value is sent with its type: {"int": "1"}, {"float": "1.0"}, ..."""

import io
import json
import math


def answer(argument):
    return [globals()[f"answer_{argument['ask']}"](each) for each in argument["all"]]


def answer_ignored(case):
    """Which of the paths dvc ignores, below nested .dvcignore files, and the line that decides."""
    from dvc.ignore import DvcIgnorePatterns, PatternInfo
    from dvc.pathspec_math import merge_patterns

    patterns = DvcIgnorePatterns([".hg/", ".git/", ".git", ".dvc/"], "/root", "/")
    for folder, text in case["files"]:
        name = f"{folder}/.dvcignore" if folder else ".dvcignore"
        own = [
            PatternInfo(line, f"{name}:{number + 1}")
            for number, line in enumerate(map(str.strip, text.split("\n")))
            if line and not line.startswith("#")
        ]
        place = f"/root/{folder}" if folder else "/root"
        new = DvcIgnorePatterns(own, place, "/")
        import posixpath

        merged, prefix = merge_patterns(
            posixpath, patterns.pattern_list, patterns.dirname, new.pattern_list, new.dirname
        )
        patterns = DvcIgnorePatterns(merged, prefix, "/")
    found = []
    for path, is_folder in case["paths"]:
        dirname, _, name = f"/root/{path}".rpartition("/")
        ignored, infos = patterns.matches(dirname, name, is_folder, details=True)
        found.append([ignored, infos[-1].file_info if infos else None])
    return found


def tagged(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, dict):
        return {"map": [[tagged(key), tagged(each)] for key, each in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"list": [tagged(each) for each in value]}
    return {"other": type(value).__name__, "text": str(value)}


def untagged(value):
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "int":
        return int(inner)
    if kind == "float":
        return float(inner)
    if kind == "list":
        return [untagged(each) for each in inner]
    return {untagged(key): untagged(each) for key, each in inner}


def answer_load(text):
    """What `ruamel` in dvc's settings reads, or the line of the fault."""
    from ruamel.yaml import YAML, YAMLError

    try:
        return {"value": tagged(YAML(typ="safe").load(text))}
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return {"fault": str(error).split("\n", 1)[0], "line": mark.line + 1 if mark else None}
    except Exception as error:
        return {"fault": repr(error), "line": None}


def answer_dump(value):
    from dvc.utils.serialize import dumps_yaml

    text = dumps_yaml(untagged(value))
    return {"text": text, "lost": answer_load(text).get("value") != tagged(untagged(value))}


def answer_json(value):
    return json.dumps(untagged(value), sort_keys=True)


def answer_repr(text):
    return repr(float(text))


def answer_directory(entries):
    """Bytes and digest of a folder."""
    from dvc_data.hashfile.hash_info import HashInfo
    from dvc_data.hashfile.tree import Tree

    tree = Tree()
    for path, md5 in entries:
        tree.add(tuple(path.split("/")), None, HashInfo("md5", md5))
    return tree_text(tree)


def tree_text(tree):
    from dvc_data.hashfile.meta import Meta

    tree._dict = {key: (Meta(), each) for key, (_, each) in tree._dict.items()}
    tree.digest()
    return [tree.as_bytes().decode(), tree.hash_info.value]


def answer_config(text):
    """Sections of a config file as dvc has them."""
    from configobj import ConfigObj, ConfigObjError
    from dvc.config import _lower_keys, _parse_named

    try:
        return _parse_named(_lower_keys(ConfigObj(io.BytesIO(text.encode())).dict()))
    except ConfigObjError as error:
        return {"fault": str(error), "line": getattr(error, "line_number", None)}


def answer_config_text(conf):
    from configobj import ConfigObj
    from dvc.config import _pack_named

    out = io.BytesIO()
    full = {"remote": {}, "machine": {}, "db": {}, **conf}
    ConfigObj(_pack_named(full)).write(out)
    return out.getvalue().decode()


def answer_gitignore(case):
    import os
    import tempfile

    from scmrepo.git import Git

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, ".gitignore")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(case["text"])
        git = Git.__new__(Git)
        git._add_entry_to_gitignore(f"/{case['name']}", path)
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()


def answer_nan(_):
    return math.nan
