"""wechatpayv3, asynchronous, drives a payscore server through the same checks."""

from checks import run_all

run_all()
