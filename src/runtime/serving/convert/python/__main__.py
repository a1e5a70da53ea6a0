"""Turns a model into ONNX. Takes its task as a line of JSON on stdin, says JSON lines on stdout."""

import sys

from tidemark_convert.work import main

sys.exit(main(sys.stdin.buffer.readline()))
