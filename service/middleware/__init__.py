"""What stands between the server and the routes, one module for each concern; plain ASGI, for that is quickest."""
