"""Where the views of collections are registered."""

from flask import Blueprint

blueprint = Blueprint("collections", __name__)
