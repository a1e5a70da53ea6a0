# A service as BentoML's guides write it. Run: bentoml serve bentoService:Forest
import os

import bentoml
import numpy as np
import onnxruntime as ort


@bentoml.service
class Forest:
    def __init__(self) -> None:
        self.session = ort.InferenceSession(os.environ["MODEL"], providers=["CPUExecutionProvider"])
        self.input_name = self.session.get_inputs()[0].name

    @bentoml.api
    def predict(self, input_data: np.ndarray) -> dict:
        labels, probabilities = self.session.run(None, {self.input_name: input_data.astype(np.float32)})
        return {"predictions": labels.tolist(), "probabilities": probabilities.tolist()}
