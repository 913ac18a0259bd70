// Ordinary OAuth clients over mutual TLS, unchanged: npm `oauth4webapi`, npm `openid-client` and `curl`, with the X.509-SVID from the Workload API as client certificate.
// Prints what it saw as one JSON document.
import { execFile } from 'node:child_process';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';

const [proto, issuer, tls] = process.argv.slice(2);
const { SpiffeWorkloadAPI } = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true, bytes: Buffer }));
const workload = new SpiffeWorkloadAPI(process.env.SPIFFE_ENDPOINT_SOCKET, grpc.credentials.createInsecure());
const metadata = new grpc.Metadata();
metadata.set('workload.spiffe.io', 'true');
const svid = await new Promise((resolve, reject) => {
  const call = workload.FetchX509SVID({}, metadata);
  call.on('data', ({ svids }) => { call.cancel(); resolve(svids[0]); });
  call.on('error', reject);
});

// Certificates one after the other in DER, as PEM.
const pem = (der) => {
  const all = [];
  for (let at = 0; at < der.length;) {
    const short = der[at + 1];
    const header = short < 0x80 ? 2 : 2 + (short & 0x7f);
    const length = short < 0x80 ? short : der.readUIntBE(at + 2, short & 0x7f);
    all.push(new X509Certificate(der.subarray(at, at + header + length)).toString());
    at += header + length;
  }
  return all;
};
const cert = pem(svid.x509_svid).join('');
const ca = pem(svid.bundle).join('');
const key = createPrivateKey({ key: svid.x509_svid_key, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' });
const thumbprint = createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url');

// What the libraries ask to be given for a client certificate: a fetch of one's own.
const agent = new https.Agent({ cert, key, ca, keepAlive: true });
const asked = [];
const fetchTls = (url, { method, headers, body }) => new Promise((resolve, reject) => {
  asked.push(String(url));
  if (!String(url).startsWith('https:')) { fetch(url, { method, headers, body }).then(resolve, reject); return; }
  const request = https.request(url, { method, headers: Object.fromEntries(new Headers(headers)), agent }, (response) => {
    const parts = [];
    response.on('data', (part) => parts.push(part));
    response.on('end', () => resolve(new Response(parts.length > 0 ? Buffer.concat(parts) : null, { status: response.statusCode, headers: new Headers(response.headersDistinct ? Object.entries(response.headersDistinct).flatMap(([name, values]) => values.map((value) => [name, value])) : []) })));
  });
  request.on('error', reject);
  request.end(body ? String(body) : undefined);
});

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
const initialize = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } } });
const headers = () => new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' });
const seen = { id: svid.spiffe_id, thumbprint };

{
  const options = { [oauth.customFetch]: fetchTls, [oauth.allowInsecureRequests]: true };
  const as = await oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), { algorithm: 'oauth2', ...options }));
  const resource = await oauth.processResourceDiscoveryResponse(new URL(`${tls}/mcp`), await oauth.resourceDiscoveryRequest(new URL(`${tls}/mcp`), options));
  const client = { client_id: svid.spiffe_id, use_mtls_endpoint_aliases: true };
  const auth = oauth.TlsClientAuth();
  const writ = await oauth.processClientCredentialsResponse(as, client, await oauth.clientCredentialsGrantRequest(as, client, auth, { resource: resource.resource }, options));
  const introspect = async () => oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, auth, writ.access_token, options));
  const call = (url, more = options) => oauth.protectedResourceRequest(writ.access_token, 'POST', new URL(url), headers(), initialize, more).then(({ status }) => status, ({ status, code }) => status ?? code);
  seen.oauth4webapi = {
    methods: as.token_endpoint_auth_methods_supported, bound: as.tls_client_certificate_bound_access_tokens, aliases: as.mtls_endpoint_aliases, resource,
    type: writ.token_type, expires: writ.expires_in, before: await introspect(), used: await call(`${tls}/mcp/probe`), plain: await call(`${issuer}/mcp/probe`, { [oauth.allowInsecureRequests]: true }),
  };
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, writ.access_token, options));
  Object.assign(seen.oauth4webapi, { after: await introspect(), refused: await call(`${tls}/mcp/probe`), asked: [...new Set(asked)] });
}
{
  const config = await openid.discovery(new URL(issuer), svid.spiffe_id, { use_mtls_endpoint_aliases: true }, openid.TlsClientAuth(), { algorithm: 'oauth2', execute: [openid.allowInsecureRequests], [openid.customFetch]: fetchTls });
  const first = await openid.clientCredentialsGrant(config, { resource: `${tls}/mcp` });
  const second = await openid.genericGrantRequest(config, exchange, { subject_token: first.access_token, subject_token_type: accessToken });
  const used = await openid.fetchProtectedResource(config, second.access_token, new URL(`${tls}/mcp/probe`), 'POST', initialize, headers());
  seen.openid = { types: [first.token_type, second.token_type], different: first.access_token !== second.access_token, said: (await openid.tokenIntrospection(config, second.access_token)).cnf, used: used.status };
}
{
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'svid-'));
  const file = (name, text) => { fs.writeFileSync(path.join(folder, name), text, { mode: 0o600 }); return path.join(folder, name); };
  const identity = ['--cert', file('svid.pem', cert), '--key', file('svid.key', key)];
  const curl = (...args) => new Promise((resolve) => execFile('curl', ['--silent', '--cacert', file('roots.pem', ca), '--write-out', '\n%{http_code}', ...args], { encoding: 'utf8' }, (_error, stdout) => {
    const lines = stdout.trimEnd().split('\n');
    resolve({ status: Number(lines.pop()), text: lines.join('\n') });
  }));
  const form = ['--data', 'grant_type=client_credentials', '--data-urlencode', `client_id=${svid.spiffe_id}`, `${tls}/oauth/token`];
  try {
    const got = await curl(...identity, ...form);
    const token = JSON.parse(got.text).access_token;
    const mcp = ['--header', `Authorization: Bearer ${token}`, '--header', 'Content-Type: application/json', '--header', 'Accept: application/json, text/event-stream', '--data', initialize, `${tls}/mcp/probe`];
    seen.curl = { token: got.status, used: (await curl(...identity, ...mcp)).status, without: (await curl(...mcp)).status, nobody: (await curl(...form)).status, localhost: (await curl(...identity, ...mcp.slice(0, -1), `${tls.replace('127.0.0.1', 'localhost')}/mcp/probe`)).status };
  } finally { fs.rmSync(folder, { recursive: true }); }
}
console.log(JSON.stringify(seen));
process.exit(0);
