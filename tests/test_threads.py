"""Threads of numpy's products."""

import json
import subprocess
import sys

COUNTS = """
import json
import numpy as np
from threadpoolctl import ThreadpoolController
from diffusionkb import threads

def most():
    some = ThreadpoolController().select(user_api="blas").info()
    return max(one["num_threads"] for one in some)

ThreadpoolController().limit(limits=2, user_api="blas")
seen = [most()]
with threads.one_thread():
    seen.append(most())
seen.append(most())
threads.one_thread_each()
seen.append(most())
print(json.dumps(seen))
"""


def test_products_take_one_thread_where_asked():
    """Ensures that a limit holds for its block, or from now on, and not before."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTS], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [2, 1, 2, 1]
