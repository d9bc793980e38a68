"""The smallest Flask application: what every page is compared with, on the same server program in the same run."""

from flask import Flask

app = Flask(__name__)
app.config["ENVIRONMENT"] = "test"  # the server asks every application for it


@app.get("/")
def hello() -> str:
    """Nothing but a word."""
    return "hello"
