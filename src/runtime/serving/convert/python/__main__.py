"""Turns a model into ONNX. Started as `python FOLDER TASK`, where TASK is JSON; says JSON lines on its stdout."""

import sys

from tidemark_convert.work import main

sys.exit(main(sys.argv[1]))
