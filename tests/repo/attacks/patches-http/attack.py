import http.client
import http.server
import socketserver
import urllib.request

from . import spy

http.client.HTTPResponse.status = 200
http.client.HTTPResponse.getheader = lambda *_, **__: "application/json"
http.client.HTTPConnection.getresponse = lambda *_: None
http.server.BaseHTTPRequestHandler.send_response = lambda *_: None
socketserver.BaseServer.process_request = lambda *_: None
urllib.request.urlopen = lambda *_: None
spy.tried("another http.client")
