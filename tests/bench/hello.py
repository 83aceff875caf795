"""The least that a WSGI server can be asked to carry."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "6")])
    return [b"Hello."]
