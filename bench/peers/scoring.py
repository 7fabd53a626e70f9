"""Scoring with a scorecard of binned inputs."""
import numpy as np
from harness import serve


def _calibrated(calibration):
    """From log-odds to probability, as the frozen model says."""
    kind = calibration["kind"]
    if kind == "isotonic":
        x, p = np.array(calibration["knots"]).T
        return lambda eta: np.interp(eta, x, p)
    a, b = calibration.get("intercept", 0.0), calibration.get("slope", 1.0)
    return a, b


def sklearn(matrix, parts, intercept, calibration, compared):
    import pandas as pd
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder

    x = np.load(matrix)
    frame = pd.DataFrame({part["name"]: x[:, j] for j, part in enumerate(parts)})
    steps = []
    for part in parts:
        if part["category"]:
            encoder = OneHotEncoder(categories=[np.arange(len(part["contributions"]), dtype=float)])
        else:
            encoder = KBinsDiscretizer(len(part["contributions"]), encode="onehot", strategy="uniform")
        steps.append((part["name"], encoder, [part["name"]]))
    pipeline = make_pipeline(ColumnTransformer(steps, sparse_threshold=1), LogisticRegression())
    # fitted once on anything with the right shape; then the numbers of the frozen model are put in
    wide = pd.DataFrame(
        {part["name"]: np.resize(np.arange(len(part["contributions"]), dtype=float), 2000) for part in parts}
    )
    pipeline.fit(wide, np.arange(2000) % 2)
    for part in parts:
        if not part["category"]:
            encoder = pipeline[0].named_transformers_[part["name"]]
            encoder.bin_edges_[0] = np.array([-np.inf, *part["edges"], np.inf])
    map_ = _calibrated(calibration)
    a, b = map_ if isinstance(map_, tuple) else (0.0, 1.0)
    pipeline[1].coef_ = b * np.concatenate([part["contributions"] for part in parts])[None, :]
    pipeline[1].intercept_ = np.array([a + b * intercept])

    def work():
        if isinstance(map_, tuple):
            return pipeline.predict_proba(frame)[:compared, 1]
        return map_(pipeline.decision_function(frame))[:compared]

    return work


def _tree(tree, feature, edges, contributions, nodes):
    """A balanced tree over the edges; part j holds edges[j-1] <= x < edges[j]. Returns the number of its first node."""

    def grow(low, high):
        place = len(nodes["nodes_nodeids"]) - start
        for name in ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes"):
            nodes[name].append(None)
        at = start + place
        nodes["nodes_treeids"][at], nodes["nodes_nodeids"][at] = tree, place
        nodes["nodes_truenodeids"].append(0)
        nodes["nodes_falsenodeids"].append(0)
        if low == high:
            nodes["nodes_featureids"][at], nodes["nodes_values"][at], nodes["nodes_modes"][at] = 0, 0.0, "LEAF"
            nodes["target_treeids"].append(tree)
            nodes["target_nodeids"].append(place)
            nodes["target_ids"].append(0)
            nodes["target_weights"].append(contributions[low])
            return place
        middle = (low + high) // 2
        nodes["nodes_featureids"][at], nodes["nodes_values"][at], nodes["nodes_modes"][at] = feature, edges[middle], "BRANCH_LT"
        nodes["nodes_truenodeids"][at] = grow(low, middle)
        nodes["nodes_falsenodeids"][at] = grow(middle + 1, high)
        return place

    start = len(nodes["nodes_nodeids"])
    grow(0, len(edges))


def onnx(matrix, parts, intercept, calibration, compared):
    import onnxruntime
    from onnx import TensorProto, helper

    x = np.ascontiguousarray(np.load(matrix), dtype=np.float32)
    names = [
        "nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids",
        "nodes_falsenodeids", "target_treeids", "target_nodeids", "target_ids", "target_weights",
    ]  # fmt: skip
    map_ = _calibrated(calibration)
    a, b = map_ if isinstance(map_, tuple) else (0.0, 1.0)
    nodes = {name: [] for name in names}
    for j, part in enumerate(parts):
        _tree(j, j, part["edges"], [b * one for one in part["contributions"]], nodes)
    trees = helper.make_node(
        "TreeEnsembleRegressor", ["x"], ["eta"], domain="ai.onnx.ml", n_targets=1, aggregate_function="SUM",
        base_values=[a + b * intercept], **nodes,
    )  # fmt: skip
    graph = helper.make_graph(
        [trees, helper.make_node("Sigmoid", ["eta"], ["p"])],
        "scorecard",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, len(parts)])],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, [None, 1])],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], ir_version=9
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])

    def work():
        p = session.run(["p"], {"x": x})[0][:, 0]
        if isinstance(map_, tuple):
            return p[:compared]
        return map_(np.log(p / (1 - p)))[:compared]

    return work


serve(
    {"sklearn": sklearn, "onnx": onnx},
    {"sklearn": ["scikit-learn", "pandas"], "onnx": ["onnxruntime", "onnx"]},
)
