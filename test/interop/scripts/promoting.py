"""A model logged with all that a policy asks for, and the client's own way into Production while the policy guards it."""

import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from sklearn.linear_model import LinearRegression

from answers import note

client = MlflowClient()
data = pd.DataFrame({"age": np.arange(20.0), "visits": np.arange(20.0) % 3})
target = data["age"] * 2

with mlflow.start_run(run_name="calm-heron") as run:
    model = LinearRegression().fit(data, target)
    mlflow.log_input(mlflow.data.from_pandas(data, name="customers"), context="training")
    mlflow.log_metric("val_auc", 0.8769)
    signature = infer_signature(data, model.predict(data))
    info = mlflow.sklearn.log_model(
        model, name="line", signature=signature, input_example=data.head(2), pip_requirements=["scikit-learn"]
    )
version = mlflow.register_model(info.model_uri, "guarded").version
note("registered", version)


def move(stage):
    try:
        return client.transition_model_version_stage("guarded", version, stage).current_stage
    except MlflowException as error:
        return [error.error_code, str(error)]


note("into staging", move("Staging"))
note("into production", move("Production"))
