"""Where the views of methods are registered."""

from flask import Blueprint

blueprint = Blueprint("methods", __name__)
