"""XGBoost and LightGBM as steps of a pipeline: skl2onnx asks onnxmltools for them."""


def register(packages):
    from skl2onnx import update_registered_converter

    for model, alias, shapes, convert, options in known(packages):
        update_registered_converter(model, alias, shapes, in_float32(convert), options=options)


def known(packages):
    classifier = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    if "lightgbm" in packages:
        from lightgbm import LGBMClassifier, LGBMRegressor
        from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm as convert

        yield LGBMClassifier, "LightGbmLGBMClassifier", classifier_shapes, convert, classifier
        yield LGBMRegressor, "LgbmRegressor", regressor_shapes, convert, {"split": None}
    if "xgboost" in packages:
        from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost as convert
        from xgboost import XGBClassifier, XGBRegressor

        yield XGBClassifier, "XGBoostXGBClassifier", classifier_shapes, convert, classifier
        yield XGBRegressor, "XGBoostXGBRegressor", regressor_shapes, convert, None


def classifier_shapes(operator):
    from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes as calculate

    calculate(operator)
    _numbers_in_float32(operator)


def regressor_shapes(operator):
    from skl2onnx.common.shape_calculator import calculate_linear_regressor_output_shapes as calculate

    calculate(operator)
    _numbers_in_float32(operator)


def _numbers_in_float32(operator):
    """Trees answer in float32 whatever goes in."""
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType

    for output in operator.outputs:
        if isinstance(output.type, DoubleTensorType):
            output.set_type(FloatTensorType(output.type.shape))


class _Fed:
    """The operator with other inputs."""

    def __init__(self, operator, inputs):
        self._operator = operator
        self.inputs = inputs

    @property
    def input_full_names(self):
        return [each.full_name for each in self.inputs]

    def __getattr__(self, name):
        return getattr(self._operator, name)


def in_float32(convert):
    """What comes from steps in float64 is rounded at the trees' door, as XGBoost itself does it."""

    def converted(scope, operator, container):
        from onnx import TensorProto
        from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType

        given = operator.inputs[0]
        if not isinstance(given.type, DoubleTensorType):
            return convert(scope, operator, container)
        name = scope.get_unique_variable_name("rounded")
        rounded = scope.declare_local_variable(name, FloatTensorType(given.type.shape))
        container.add_node(
            "Cast", given.full_name, rounded.full_name, name=scope.get_unique_operator_name("Cast"), to=TensorProto.FLOAT
        )
        return convert(scope, _Fed(operator, [rounded]), container)

    return converted
