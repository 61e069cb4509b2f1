"""wechatpayv3, asynchronous, drives a payscore server through the same checks."""

import inspect
import tempfile

from checks import run_all
from harness import PICTURE, equal, reproduce


def upload_unawaited(world):
    """The asynchronous client's alone."""
    with reproduce("upload-unawaited"), tempfile.NamedTemporaryFile(suffix=".png") as picture:
        picture.write(PICTURE)
        picture.flush()
        answer = world.wxpay.image_upload(picture.name)
        equal(inspect.iscoroutine(answer), True)
        answer.close()


run_all(upload_unawaited)
