"""What a WSGI server loads: `wsgi:app`."""

from network.app import create_app
from network.settings import from_env
from network.web.requestlog import configure_logging

configure_logging()
app = create_app(from_env())
