// An agent in plain TypeScript with nothing installed: node:http and node:crypto. It takes its writ on the attested socket, where the kernel says who asks, bound to a key of its
// own, and then works over the network with a proof for each request (DPoP, RFC 9449).
import http, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

type Answer = { status: number; headers: IncomingHttpHeaders; text: string };
type Denial = { code: string; rule: string; reason: string; fix: string; decision_id: string };
type Message = {
  result?: { tools?: { name: string }[]; content?: { text: string }[]; _meta?: { 'writ/denial'?: Denial } };
  error?: { message: string; data?: Denial };
};

const { WRIT_AGENT_SOCKET, WRIT_AGENT_URL } = process.env;
if (!WRIT_AGENT_SOCKET || !WRIT_AGENT_URL) throw new Error('start this with `writ run`, which says where Writ is');

const encode = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url');
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });

/** A proof for one request, never to be used again. */
function proof(method: string, url: string, { token, nonce }: { token?: string; nonce?: string } = {}): string {
  const header = encode(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }));
  const ath = token && createHash('sha256').update(token).digest('base64url');
  const payload = encode(JSON.stringify({ jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000), ath, nonce }));
  return `${header}.${payload}.${encode(sign('sha256', `${header}.${payload}`, { key: privateKey, dsaEncoding: 'ieee-p1363' }))}`;
}

/** One request, over a socket or to the URL's own host. No redirect is followed: the writ would go along. */
function send({ socketPath, url, headers, body }: { socketPath?: string; url: string; headers: OutgoingHttpHeaders; body: string }): Promise<Answer> {
  const { hostname, port, pathname, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const where = socketPath ? { socketPath } : { hostname, port };
    const request = http.request({ ...where, path: pathname, method: 'POST', headers: { ...headers, host }, timeout: 30_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => { text += chunk; });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 30 s')));
    request.on('error', reject);
    request.end(body);
  });
}

/** A writ for the task that lives: good for the holder of the key, for five minutes at most. */
async function takeUp(): Promise<string> {
  const url = 'http://localhost/oauth/token';
  const headers = { 'content-type': 'application/x-www-form-urlencoded', dpop: proof('POST', url) };
  const answer = await send({ socketPath: WRIT_AGENT_SOCKET, url, headers, body: 'grant_type=client_credentials' });
  const said = JSON.parse(answer.text);
  if (answer.status !== 200) throw new Error(`${said.code}: ${said.error_description}; ${said.fix}`);
  return said.access_token;
}

const token = await takeUp();
const server = `${WRIT_AGENT_URL}/mcp/files`;
let session: string | undefined;
let nonce: string | undefined;
let ids = 0;

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

/** One MCP message with the writ and a proof; a demand for a nonce is met once. */
async function mcp(method: string, params?: object, { notify = false, again = true } = {}): Promise<Message> {
  const answer = await send({
    url: server,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      ...(session && { 'mcp-session-id': session }),
      authorization: `DPoP ${token}`,
      dpop: proof('POST', server, { token, nonce }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...(!notify && { id: ++ids }), method, params }),
  });
  nonce = one(answer.headers['dpop-nonce']) ?? nonce;
  if (answer.status === 401 && again && /use_dpop_nonce/.test(answer.headers['www-authenticate'] ?? '')) return mcp(method, params, { notify, again: false });
  session ??= one(answer.headers['mcp-session-id']);
  if (notify) return {};
  const event = answer.text.split('\n').filter((line) => line.startsWith('data:')).at(-1);
  return JSON.parse(event?.slice(5) ?? answer.text);
}

/** What came of a call: the result, or Writ's denial of it. */
const denialIn = (message: Message): Denial | undefined => message.result?._meta?.['writ/denial'] ?? message.error?.data;

const opened = await mcp('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'typescript-agent', version: '1.0.0' } });
if (opened.error) throw new Error(opened.error.message);
await mcp('notifications/initialized', undefined, { notify: true });

const listed = await mcp('tools/list');
console.log(`tools: ${(listed.result?.tools ?? []).map((tool) => tool.name).sort().join(', ')}`);

for (const path of ['customers/acme/cases/42/notes.txt', 'customers/globex/cases/77/notes.txt']) {
  const answer = await mcp('tools/call', { name: 'read_text_file', arguments: { path } });
  const denial = denialIn(answer);
  if (denial) console.log(`denied: ${denial.reason} (${denial.code}, ${denial.rule})\nfix: ${denial.fix}`);
  else console.log(`read: ${answer.result?.content?.[0].text.split('\n')[0]}`);
}
console.log('done');
