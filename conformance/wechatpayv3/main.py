"""wechatpayv3 drives a payscore server."""

from checks import bugs, run_all

run_all(bugs.pipe)
