"""The web application of the desk: server-rendered pages, and an API for everything they do.

application(desk, local=..., secret=..., hosts=...)   the ASGI application
publish_when_due(desk)                                 scheduled stories go out at their moment
first_invitation(desk, secret)                         the link by which the first administrator sets a password
LOOPBACK_NAMES                                         the names of one's own machine
"""

from weighbridge.desk.web.app import application
from weighbridge.desk.web.due import publish_when_due
from weighbridge.desk.web.house import first_invitation
from weighbridge.desk.web.safety import LOOPBACK as LOOPBACK_NAMES

__all__ = ["LOOPBACK_NAMES", "application", "first_invitation", "publish_when_due"]
