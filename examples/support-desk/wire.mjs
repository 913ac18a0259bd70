// What an agent needs of HTTP beside its MCP client: requests over a Unix socket or loopback, and DPoP proofs (RFC 9449), with node's own modules only.
import http from 'node:http';
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

// The nonce that each server told last: its proofs have to hold it (RFC 9449 §9).
const nonces = new Map();

/** Sends a request to a Unix socket (`{ socketPath }`) or a URL's host; answers status, headers and text. */
export function send({ socketPath, url = 'http://localhost/', method = 'POST', headers = {}, body = '' }) {
  const target = new URL(url);
  const where = socketPath ? { socketPath } : { host: target.hostname, port: target.port };
  return new Promise((resolve, reject) => {
    const request = http.request({ ...where, method, path: target.pathname, headers: { host: target.host, ...headers } }, (response) => {
      let text = '';
      if (response.headers['dpop-nonce']) nonces.set(target.host, response.headers['dpop-nonce']);
      response.setEncoding('utf8');
      response.on('data', (chunk) => { text += chunk; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.setTimeout(15000, () => request.destroy(new Error('no answer within 15 s')));
    request.end(body);
  });
}

/** The JSON-RPC message in an answer, whether it came as JSON or as a server-sent event. */
export function message(answer) {
  const data = answer.text.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim());
  const text = data.length > 0 ? data[data.length - 1] : answer.text;
  try { return JSON.parse(text); } catch { return { status: answer.status, text }; }
}

export const mcpHeaders = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' };

/** Opens an MCP session by hand: answers its id. */
export async function initialize(where, headers = {}) {
  const attempt = () => send({
    ...where,
    headers: { ...mcpHeaders, ...(typeof headers === 'function' ? headers() : headers) },
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'by-hand', version: '1' } } }),
  });
  let answer = await attempt();
  // The first proof cannot hold the nonce yet; the answer tells it.
  if (answer.status === 401 && answer.headers['www-authenticate']?.includes('use_dpop_nonce')) answer = await attempt();
  return { answer, session: answer.headers['mcp-session-id'] };
}

const encode = (value) => Buffer.from(value).toString('base64url');

/** A key that DPoP proofs are made with. */
export function dpopKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  return { privateKey, jwk: { kty, crv, x, y } };
}

/** A fresh proof for one request. */
export function proof(key, method, url, token) {
  const header = encode(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk }));
  const nonce = nonces.get(new URL(url).host);
  const payload = encode(JSON.stringify({
    jti: randomUUID(), ...(nonce ? { nonce } : {}), htm: method, htu: url, iat: Math.floor(Date.now() / 1000),
    ...(token ? { ath: createHash('sha256').update(token).digest('base64url') } : {}),
  }));
  const signature = sign('sha256', Buffer.from(`${header}.${payload}`), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${header}.${payload}.${encode(signature)}`;
}
