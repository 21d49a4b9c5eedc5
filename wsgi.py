"""What a WSGI server loads: `wsgi:app`."""

import gc

from network.app import create_app
from network.settings import from_env
from network.web.requestlog import configure_logging

configure_logging()
app = create_app(from_env())
# What is loaded by now stays for good. Looking through it for garbage would hold up a request by a tenth of a second
gc.collect()
gc.freeze()
