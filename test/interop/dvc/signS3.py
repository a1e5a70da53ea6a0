"""The headers with which botocore signs requests to S3."""

import datetime

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def answer(cases):
    return [sign(**case) for case in cases]


def sign(url, method, headers, body, region, keys, time):
    now = datetime.datetime.fromisoformat(time)
    botocore.auth.get_current_datetime = lambda *_, **__: now
    request = AWSRequest(method=method, url=url, headers=headers, data=body.encode())
    request.context["has_streaming_input"] = True
    credentials = Credentials(keys["accessKeyId"], keys["secretAccessKey"], keys.get("sessionToken"))
    botocore.auth.S3SigV4Auth(credentials, "s3", region).add_auth(request)
    return request.headers["Authorization"]
