"""`python -m tests.peers.saml_idp`: listens at a free port and prints its address.

`POST /says/<user>` sets what it says about somebody, `GET /be/<user>` signs the browser in as somebody, and
`POST /knows` gives it the metadata of a service that it may answer to.
"""

from __future__ import annotations

import base64
import copy
import json
import tempfile
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NAMEID_FORMAT_TRANSIENT, NameID
from saml2.server import Server
from saml2.sigver import CryptoBackend
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

from tests.peers.lifetime import end_with_the_tests

HERE = Path(tempfile.mkdtemp())
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
PASSWORD_ONLY = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def a_key(name: str) -> Path:
    """A private key and its certificate, as PEM files beside each other."""
    key = rsa.generate_private_key(65537, 2048)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (HERE / f"{name}.key").write_bytes(key.private_bytes(pem, *plain))
    (HERE / f"{name}.crt").write_bytes(certificate.public_bytes(pem))
    return HERE / f"{name}.key"


KEY, ANOTHER_KEY = a_key("own"), a_key("another")
SAID: dict[str, dict[str, Any]] = {}
PRESENT: list[str] = []
"""Who sits at the browser."""
KNOWN: list[str] = []
"""The metadata of those who may ask."""


class InThisProcess(CryptoBackend):  # type: ignore[misc]
    """Signs as pysaml2 asks the program to."""

    def sign_statement(self, statement: Any, node_name: str, key_file: str, node_id: str) -> str:
        root = etree.fromstring(statement if isinstance(statement, bytes) else str(statement).encode())
        sign(root, node_id, Path(key_file))
        return etree.tostring(root).decode()


def sign(root: Any, node_id: str, key: Path) -> None:
    xmlsec.tree.add_ids(root, ["ID"])
    signature = xmlsec.tree.find_node(root.xpath("//*[@ID=$id]", id=node_id)[0], "Signature")
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(str(key), xmlsec.KeyFormat.PEM)
    context.sign(signature)


def provider() -> Server:
    settings = {
        "entityid": f"{ADDRESS}/metadata",
        "service": {
            "idp": {
                "endpoints": {"single_sign_on_service": [(f"{ADDRESS}/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
            }
        },
        "key_file": str(KEY),
        "cert_file": str(KEY.with_suffix(".crt")),
        "xmlsec_binary": "/bin/false",
        "metadata": {"inline": KNOWN},
    }
    server = Server(config=IdPConfig().load(settings))
    server.sec.crypto = InThisProcess()
    return server


def answer(asked: str, user: str) -> tuple[str, str]:
    """Where the answer is to be posted, and the answer."""
    idp = provider()
    request = idp.parse_authn_request(asked, BINDING_HTTP_REDIRECT).message
    said = dict(SAID[user])
    fault, subject = said.pop("fault", ""), said.pop("subject", user)
    kind = NAMEID_FORMAT_TRANSIENT if said.pop("transient", False) else NAMEID_FORMAT_PERSISTENT
    authn = {"class_ref": said.pop("class_ref", PASSWORD_ONLY), "authn_auth": ADDRESS}
    where = idp.pick_binding("assertion_consumer_service", entity_id=request.issuer.text)[1]
    response = idp.create_authn_response(
        said,
        in_response_to=None if fault == "unsolicited" else request.id,
        destination=where,
        sp_entity_id=request.issuer.text,
        name_id=NameID(format=kind, text=subject),
        authn=authn,
        sign_assertion=fault != "unsigned",
        sign_response=False,
        sign_alg=SIG_RSA_SHA256,
        digest_alg=DIGEST_SHA256,
    )
    return where, faulty(str(response), fault)


def faulty(response: str, fault: str) -> str:
    """The answer as an attacker, or a provider gone wrong, would send it."""
    root = etree.fromstring(response.encode())
    assertion = root.find(f"{SAML}Assertion")
    past = (datetime.now(UTC) - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    if fault == "changed":
        next(assertion.iter(f"{SAML}NameID")).text = "another"
    if fault == "wrapped":
        forged = copy.deepcopy(assertion)
        forged.set("ID", "_forged")
        next(forged.iter(f"{SAML}NameID")).text = "another"
        root.insert(list(root).index(assertion), forged)
    if fault == "expired":
        for node in assertion.iter(f"{SAML}Conditions", f"{SAML}SubjectConfirmationData"):
            node.set("NotOnOrAfter", past)
        sign(root, assertion.get("ID"), KEY)
    if fault == "audience":
        next(assertion.iter(f"{SAML}Audience")).text = "https://another.example"
        sign(root, assertion.get("ID"), KEY)
    if fault == "issuer":
        for node in root.iter(f"{SAML}Issuer"):
            node.text = "https://another.example"
        sign(root, assertion.get("ID"), KEY)
    if fault == "signed again":
        sign(root, assertion.get("ID"), KEY)
    if fault == "signature":
        sign(root, assertion.get("ID"), ANOTHER_KEY)
    return etree.tostring(root).decode()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/metadata":
            settings = provider().config
            settings.xmlsec_binary = None  # there is no program to ask for what it knows
            return self._send(str(entity_descriptor(settings)))
        if parts.path.startswith("/be/"):
            PRESENT[:] = [parts.path.removeprefix("/be/")]
            return self._send("")
        where, response = answer(parse_qs(parts.query)["SAMLRequest"][0], PRESENT[0])
        packed = base64.b64encode(response.encode()).decode()
        return self._send(f'<form action="{where}"><input name="SAMLResponse" value="{packed}"></form>')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/knows":
            KNOWN[:] = [body]
        else:
            SAID[self.path.removeprefix("/says/")] = json.loads(body)
        self._send("")

    def _send(self, text: str) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


if __name__ == "__main__":
    end_with_the_tests()
    listening = HTTPServer(("127.0.0.1", 0), Handler)
    ADDRESS = f"http://127.0.0.1:{listening.server_port}"
    print(ADDRESS, flush=True)
    listening.serve_forever()
