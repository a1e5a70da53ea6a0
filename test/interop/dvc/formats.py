"""What dvc's own code makes of texts and values. A value is sent with its type: {"int": "1"}, {"float": "1.0"}, ..."""

import io
import json


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


def answer_valid(case):
    """Whether a .dvc file or a dvc.lock fits dvc's schema."""
    from dvc.schema import COMPILED_LOCKFILE_SCHEMA, COMPILED_SINGLE_STAGE_SCHEMA
    from ruamel.yaml import YAML
    from voluptuous import MultipleInvalid

    schema = COMPILED_LOCKFILE_SCHEMA if case["lock"] else COMPILED_SINGLE_STAGE_SCHEMA
    try:
        schema(YAML(typ="safe").load(case["text"]) or {})
        return None
    except MultipleInvalid as error:
        return str(error)


def answer_edit(case):
    """A .dvc file with what `wanted` says, as dvc saves it."""
    from dvc.utils.collections import apply_diff
    from dvc.utils.serialize import dumps_yaml, parse_yaml_for_update

    saved = parse_yaml_for_update(case["text"], "x.dvc")
    apply_diff(untagged(case["wanted"]), saved)
    return dumps_yaml(saved)


def answer_lock_edit(case):
    """A dvc.lock with one stage set, or gone, as dvc saves it."""
    from dvc.utils.serialize import dumps_yaml, parse_yaml_for_update

    data = parse_yaml_for_update(case["text"], "dvc.lock")
    if case["entry"] is None:
        del data["stages"][case["name"]]
        return dumps_yaml(data) if data["stages"] else None
    if not data:
        data.update({"schema": "2.0"})
    data["stages"] = data.get("stages", {})
    data["stages"].update({case["name"]: untagged(case["entry"])})
    return dumps_yaml(data)


def answer_option(case):
    """Whether dvc takes an option of a section; a remote has its url besides."""
    from dvc.config import Config, ConfigError

    section, kind = case["section"], case.get("kind")
    options = {**({"url": case["url"]} if kind == "remote" else {}), case["option"]: case["value"]}
    try:
        Config.validate({kind: {section: options}} if kind else {section: options})
        return True
    except ConfigError:
        return False


def answer_option_names(_):
    """All that dvc's schema names: of sections, and of remotes by scheme."""
    from dvc.config_schema import REMOTE_SCHEMAS, SCHEMA

    def names(schema):
        return sorted(str(key) for key in schema if key is not str)

    sections = {name: names(part) for name, part in SCHEMA.items() if isinstance(part, dict)}
    return {"sections": sections, "remotes": {scheme: names(part) for scheme, part in REMOTE_SCHEMAS.items()}}
