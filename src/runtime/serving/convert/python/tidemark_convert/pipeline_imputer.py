"""SimpleImputer in float64, which onnxruntime's own operator does not know: steps behind it keep all their digits."""


def register():
    from skl2onnx import update_registered_converter
    from skl2onnx.common._registration import get_converter, get_shape_calculator
    from sklearn.impute import SimpleImputer

    known = "SklearnSimpleImputer"
    usual = get_converter(known)

    def convert(scope, operator, container):
        if not fills_doubles(operator):
            return usual(scope, operator, container)
        write(scope, operator, container)

    update_registered_converter(SimpleImputer, known, get_shape_calculator(known), convert)


def fills_doubles(operator):
    """Of numbers alone, where what is missing is NaN, and no column falls away."""
    from skl2onnx.common.data_types import DoubleTensorType

    imputer = operator.raw_operator
    missing, filled = imputer.missing_values, imputer.statistics_
    return (
        len(operator.inputs) == 1
        and isinstance(operator.inputs[0].type, DoubleTensorType)
        and isinstance(missing, float)
        and missing != missing
        and filled.dtype.kind == "f"
        and bool((filled == filled).all())
        and not imputer.add_indicator
    )


def write(scope, operator, container):
    from onnx import TensorProto

    given, filled = operator.inputs[0].full_name, operator.raw_operator.statistics_
    statistics, missing = scope.get_unique_variable_name("statistics"), scope.get_unique_variable_name("missing")
    container.add_initializer(statistics, TensorProto.DOUBLE, [1, len(filled)], [float(each) for each in filled])
    container.add_node("IsNaN", given, missing, name=scope.get_unique_operator_name("IsNaN"), op_version=13)
    container.add_node(
        "Where",
        [missing, statistics, given],
        operator.outputs[0].full_name,
        name=scope.get_unique_operator_name("Where"),
        op_version=9,
    )
