"""
How many rows of the training came to each node of the trees, into the file: explanations that follow the paths of training need
it, and no converter writes it. The place that ONNX has for it is nodes_hitrates, which no runtime looks at.
"""

import json

LEAF = -1


def store_covers(converted, model):
    """`model`: the one that was converted. Says whether all trees of the file have theirs now."""
    nodes = [each for each in converted.graph.node if each.op_type.startswith("TreeEnsemble")]
    if not nodes:
        return False
    sources = [trees for trees in (trees_of(part) for part in parts(model)) if trees]
    return all([any(_store(node, trees) for trees in sources) for node in nodes])


def parts(model):
    """Boosters are models of their own; the others may stand in pipelines."""
    from .sklearn_models import parts_of

    found = list(parts_of(model))
    return found if found else [model]


class Tree:
    """Lists by node: children (-1 for a leaf), the feature, and the cover."""

    def __init__(self, left, right, feature, cover):
        self.left, self.right, self.feature, self.cover = left, right, feature, cover


def trees_of(model):
    """In the converter's order; None for what has no trees of its own."""
    package = type(model).__module__.split(".")[0]
    if package == "xgboost":
        return xgboost_trees(model.get_booster() if hasattr(model, "get_booster") else model)
    if package == "lightgbm":
        return lightgbm_trees(getattr(model, "booster_", model))
    if hasattr(model, "tree_"):
        return [sklearn_tree(model.tree_)]
    estimators = getattr(model, "estimators_", None)
    flat = list(estimators.ravel()) if hasattr(estimators, "ravel") else estimators
    if not isinstance(flat, list) or not flat or not all(hasattr(each, "tree_") for each in flat):
        return None
    return [sklearn_tree(each.tree_) for each in flat]


def sklearn_tree(tree):
    # bootstrap and class weights count, as they do in shap
    lists = (tree.children_left, tree.children_right, tree.feature, tree.weighted_n_node_samples)
    return Tree(*[each.tolist() for each in lists])


def xgboost_trees(booster):
    learner = json.loads(bytes(booster.save_raw(raw_format="json")))["learner"]
    boosted = learner["gradient_booster"]
    grown = boosted.get("gbtree", boosted).get("model", {}).get("trees", [])
    return [
        Tree(each["left_children"], each["right_children"], each["split_indices"], each["sum_hessian"]) for each in grown
    ]


def lightgbm_trees(booster):
    return [lightgbm_tree(each["tree_structure"]) for each in booster.dump_model()["tree_info"]]


def lightgbm_tree(root):
    tree = Tree([], [], [], [])
    open_nodes = [(root, None)]
    while open_nodes:
        node, told = open_nodes.pop()
        place = len(tree.left)
        if told is not None:
            told[0][told[1]] = place
        is_leaf = "left_child" not in node
        tree.left.append(LEAF)
        tree.right.append(LEAF)
        tree.feature.append(0 if is_leaf else node["split_feature"])
        tree.cover.append(node.get("leaf_count", 1) if is_leaf else node["internal_count"])
        if not is_leaf:
            open_nodes.append((node["left_child"], (tree.left, place)))
            open_nodes.append((node["right_child"], (tree.right, place)))
    return tree


def _store(node, trees):
    """Only where the trees of the file are these, node by node: both are walked from their roots."""
    from onnx import helper

    given = {each.name: each for each in node.attribute}
    ids = list(given["nodes_treeids"].ints)
    order = list(dict.fromkeys(ids))
    if not 0 < len(order) <= len(trees):
        return False
    places = {pair: i for i, pair in enumerate(zip(ids, given["nodes_nodeids"].ints))}
    firsts = {}
    for i, tree in enumerate(ids):
        firsts.setdefault(tree, i)
    lists = [list(given[name].ints) for name in ("nodes_featureids", "nodes_truenodeids", "nodes_falsenodeids")]
    features, when_true, when_false = lists
    modes = [each.decode() for each in given["nodes_modes"].strings]
    covers = [0.0] * len(ids)
    for tree_id, tree in zip(order, trees):
        open_nodes = [(firsts[tree_id], 0)]
        while open_nodes:
            here, there = open_nodes.pop()
            is_leaf = modes[here] == "LEAF"
            if is_leaf != (tree.left[there] == LEAF):
                return False
            covers[here] = float(tree.cover[there])
            if is_leaf:
                continue
            if modes[here] not in ("BRANCH_LEQ", "BRANCH_LT") or features[here] != tree.feature[there]:
                return False
            open_nodes.append((places[tree_id, when_true[here]], tree.left[there]))
            open_nodes.append((places[tree_id, when_false[here]], tree.right[there]))
    if "nodes_hitrates" in given:
        node.attribute.remove(given["nodes_hitrates"])
    node.attribute.append(helper.make_attribute("nodes_hitrates", covers))
    return True
