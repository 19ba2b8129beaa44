"""One connection's worth of HTTP to our server, with the standard library only."""


class Client:
    """Talks to one server as one person. `base_url` such as `https://gridwalk.example`; timeouts in seconds.

    `language` (`zh-hans` or `en`) chooses the language of the server's sentences.
    """

    def __init__(self, base_url: str, token: str = "", *, language: str = "zh-hans", timeout: float = 20.0) -> None:
        self.base_url = base_url
        self.token = token
        self.language = language
        self.timeout = timeout
