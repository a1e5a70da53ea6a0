"""What dvc's own reader makes of overrides: the data they lead to, or that it refuses them."""

import io


def answer(cases):
    from dvc.utils.hydra import get_hydra_sweeps, to_hydra_overrides

    return [one(case, to_hydra_overrides, get_hydra_sweeps) for case in cases]


def one(case, parse, sweeps):
    try:
        parsed = parse(case["overrides"])
        if any(each.is_sweep_override() for each in parsed):
            chosen = [each["params.yaml"] for each in sweeps({"params.yaml": case["overrides"]})]
            return {"data": [applied(case["params"], each) for each in chosen]}
        return {"data": [applied(case["params"], case["overrides"])]}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def applied(text, overrides):
    import os
    import tempfile

    from dvc.utils.hydra import apply_overrides
    from dvc.utils.serialize import load_yaml

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "params.yaml")
        with io.open(path, "w") as file:
            file.write(text)
        apply_overrides(path, overrides)
        return typed(load_yaml(path))


def typed(value):
    if isinstance(value, dict):
        return {str(key): typed(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [typed(each) for each in value]
    return [type(value).__name__, str(value)] if not isinstance(value, float) else ["float", value.hex()]
