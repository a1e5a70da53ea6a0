# The same service by somebody who measures: no thread pool, one onnxruntime thread, orjson. Run with uvloop and httptools.
import os

import numpy as np
import onnxruntime as ort
import orjson
from fastapi import FastAPI, Response
from pydantic import BaseModel

app = FastAPI()
options = ort.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = ort.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])
input_name = session.get_inputs()[0].name


class PredictRequest(BaseModel):
    features: list[float]


class BatchRequest(BaseModel):
    instances: list[list[float]]


def answer(content) -> Response:
    return Response(orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


@app.get("/health")
async def health():
    return {"status": "healthy"}


@app.post("/predict")
async def predict(request: PredictRequest):
    features = np.array([request.features], dtype=np.float32)
    labels, probabilities = session.run(None, {input_name: features})
    return answer({"prediction": int(labels[0]), "probabilities": probabilities[0], "model_version": "1"})


@app.post("/predict/batch")
async def predict_batch(request: BatchRequest):
    features = np.array(request.instances, dtype=np.float32)
    labels, probabilities = session.run(None, {input_name: features})
    return answer({"predictions": labels, "probabilities": probabilities, "model_version": "1"})
