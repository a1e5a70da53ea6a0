# A service as guides write it. Run: uvicorn fastapiGuide:app
import os

import numpy as np
import onnxruntime as ort
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
session = ort.InferenceSession(os.environ["MODEL"], providers=["CPUExecutionProvider"])
input_name = session.get_inputs()[0].name


class PredictRequest(BaseModel):
    features: list[float]


class PredictResponse(BaseModel):
    prediction: int
    probabilities: list[float]
    model_version: str


class BatchRequest(BaseModel):
    instances: list[list[float]]


class BatchResponse(BaseModel):
    predictions: list[int]
    probabilities: list[list[float]]
    model_version: str


@app.get("/health")
def health():
    return {"status": "healthy"}


@app.post("/predict", response_model=PredictResponse)
def predict(request: PredictRequest):
    features = np.array([request.features], dtype=np.float32)
    labels, probabilities = session.run(None, {input_name: features})
    return PredictResponse(
        prediction=int(labels[0]), probabilities=probabilities[0].tolist(), model_version="1"
    )


@app.post("/predict/batch", response_model=BatchResponse)
def predict_batch(request: BatchRequest):
    features = np.array(request.instances, dtype=np.float32)
    labels, probabilities = session.run(None, {input_name: features})
    return BatchResponse(
        predictions=labels.tolist(), probabilities=probabilities.tolist(), model_version="1"
    )
