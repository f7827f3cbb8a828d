// The certified oidc-provider at a free port. Prints its address when it listens.
// POST /says/<user> sets what it says about somebody, GET /be/<user> signs the browser in as somebody.
import { generateKeyPairSync } from "node:crypto";
import http from "node:http";
import { Provider } from "oidc-provider";

const CLIENT = "stegvis";
const SECRET = "en-hemlighet-mellan-tva";
const said = new Map();
let present = "";

const listening = http.createServer();
await new Promise((done) => listening.listen(0, "127.0.0.1", done));
const address = `http://127.0.0.1:${listening.address().port}`;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

const provider = new Provider(address, {
  clients: [
    {
      client_id: CLIENT,
      client_secret: SECRET,
      redirect_uris: ["http://testserver/konto/tjanst/jobbet/svar/"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "own", use: "sig", alg: "RS256" }] },
  cookies: { keys: ["only-for-the-tests"] },
  claims: {
    openid: ["sub", "groups", "acr", "amr"],
    email: ["email"],
    profile: ["given_name", "family_name"],
  },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...said.get(id) }) }),
  // Everything that the client asks for has been agreed to.
  loadExistingGrant: async (context) => {
    const { client, session, params } = context.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    await grant.save();
    return grant;
  },
});
provider.on("server_error", (_context, error) => console.error(error));

const answer = provider.callback();
listening.on("request", async (request, response) => {
  const [, first, second] = request.url.split("?")[0].split("/");
  if (first === "says") {
    const parts = [];
    for await (const part of request) parts.push(part);
    said.set(second, JSON.parse(Buffer.concat(parts).toString()));
    response.end();
  } else if (first === "be") {
    present = second;
    response.end();
  } else if (first === "interaction") {
    const { amr, acr } = said.get(present);
    await provider.interactionFinished(request, response, { login: { accountId: present, amr, acr } });
  } else {
    answer(request, response);
  }
});
process.stdin.on("end", () => process.exit()).resume(); // ends with the tests
console.log(address);
