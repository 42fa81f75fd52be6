"""Receive webhooks with CherryPy."""

import cherrypy
from receiver import PORT, webhook


class App:
    @cherrypy.expose
    @cherrypy.tools.allow(methods=["POST"])
    def zoom(self):
        reply = webhook.receive(cherrypy.request.body.read(), cherrypy.request.headers)
        cherrypy.response.status = reply.status
        for name, value in reply.headers.items():
            cherrypy.response.headers[name] = value
        return reply.body.encode()

    @cherrypy.expose
    def update(self):
        reply = webhook.receive(cherrypy.request.body.read(), cherrypy.request.headers)
        cherrypy.response.status = reply.status
        cherrypy.response.headers.update(reply.headers)
        return reply.body.encode()

    @cherrypy.expose
    @cherrypy.tools.json_in()
    def json(self):
        return self.zoom()


if __name__ == "__main__":
    cherrypy.config.update(
        {
            "server.socket_host": "127.0.0.1",
            "server.socket_port": PORT,
            "engine.autoreload.on": False,
        }
    )
    cherrypy.quickstart(App())
