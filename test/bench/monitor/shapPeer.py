"""make FOLDER ROWS | explain MODEL DATA OUTPUT [BACKGROUND] | compare OURS SHAPS: what the benchmark of SHAP is measured against."""

import sys

import pandas

columns = [f"c{i}" for i in range(30)]


def make(folder, count):
    import json
    import pickle

    import numpy
    import onnx
    from onnxmltools.convert import convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType
    from skl2onnx import to_onnx
    from sklearn.ensemble import RandomForestRegressor
    from xgboost import XGBRegressor

    random = numpy.random.default_rng(0)
    x = random.normal(size=(count, 30)).astype(numpy.float32)
    y = x[:, 0] * 3 + x[:, 1] * x[:, 2] + numpy.sin(x[:, 3]) * 2 + random.normal(size=count)
    table = pandas.DataFrame(x, columns=columns)
    table.to_parquet(f"{folder}/rows.parquet")
    table[:100].to_parquet(f"{folder}/background.parquet")

    def save(converted, path, covers):
        """With covers, as `tidemark convert` stores them."""
        (node,) = converted.graph.node
        for attribute in [each for each in node.attribute if each.name == "nodes_hitrates"]:
            node.attribute.remove(attribute)
        node.attribute.append(onnx.helper.make_attribute("nodes_hitrates", [float(cover) for cover in covers]))
        onnx.save(converted, path)

    forest = RandomForestRegressor(100, max_depth=8, random_state=0, n_jobs=2).fit(x, y)
    pickle.dump(forest, open(f"{folder}/forest.pickle", "wb"))
    weights = [tree.tree_.weighted_n_node_samples for tree in forest.estimators_]
    save(to_onnx(forest, x[:1]), f"{folder}/forest.onnx", numpy.concatenate(weights))

    boosted = XGBRegressor(n_estimators=500, max_depth=6, learning_rate=0.1, n_jobs=2).fit(x, y)
    pickle.dump(boosted, open(f"{folder}/boosted.pickle", "wb"))

    def walk(node):
        yield node["cover"]
        children = {child["nodeid"]: child for child in node.get("children", [])}
        for name in ("yes", "no") if children else ():
            yield from walk(children[node[name]])

    dumped = boosted.get_booster().get_dump(with_stats=True, dump_format="json")
    shape = [("x", FloatTensorType([None, 30]))]
    covers = [cover for tree in dumped for cover in walk(json.loads(tree))]
    save(convert_xgboost(boosted, initial_types=shape, target_opset=15), f"{folder}/boosted.onnx", covers)


def explain(model, data, output, background=None):
    import pickle

    import shap

    rows = pandas.read_parquet(data).to_numpy()
    options = {"feature_perturbation": "tree_path_dependent"}
    if background is not None:
        options = {"feature_perturbation": "interventional", "data": pandas.read_parquet(background).to_numpy()}
    explainer = shap.TreeExplainer(pickle.load(open(model, "rb")), **options)
    values = explainer.shap_values(rows, check_additivity=False)
    pandas.DataFrame(values, columns=columns).to_parquet(output)


def compare(ours, shaps):
    """The largest difference, and the largest value."""
    one, other = (pandas.read_parquet(path)[columns].to_numpy() for path in (ours, shaps))
    print(abs(one - other).max(), abs(other).max())


command, *arguments = sys.argv[1:]
if command == "make":
    make(arguments[0], int(arguments[1]))
else:
    {"explain": explain, "compare": compare}[command](*arguments)
