// Ordinary OAuth clients against the token service, unchanged: npm `openid-client` and `oauth4webapi`. The client authentication is a JWT-SVID from the Workload API.
// Prints what it saw as one JSON document.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';

const [proto, which, issuer] = process.argv.slice(2);
const { SpiffeWorkloadAPI } = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true }));
const workload = new SpiffeWorkloadAPI(process.env.SPIFFE_ENDPOINT_SOCKET, grpc.credentials.createInsecure());
const metadata = new grpc.Metadata();
metadata.set('workload.spiffe.io', 'true');
const svid = (audience) => new Promise((resolve, reject) => workload.FetchJWTSVID({ audience }, metadata, (error, answer) => (error ? reject(error) : resolve(answer.svids[0]))));

const { spiffe_id: clientId } = await svid([issuer]);
const spiffeJwt = (audience = [issuer]) => async (_as, client, body) => {
  body.set('client_id', client.client_id);
  body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-spiffe');
  body.set('client_assertion', (await svid(audience)).svid);
};
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
const initialize = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } } });
const headers = () => new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream' });
const task = (more) => JSON.stringify([{ type: 'urn:writ:task', intent: 'work', ...more }]);
const insecure = { [oauth.allowInsecureRequests]: true };
// The nonces that a client was told, for each origin: the libraries keep them in their DPoP handles.
const challenges = [];
const seeing = { [oauth.customFetch]: async (...call) => { const response = await fetch(...call); if (response.status === 400) challenges.push((await response.clone().json()).error); return response; } };

if (which === 'openid-client') {
  const keys = await openid.randomDPoPKeyPair('ES256');
  const config = await openid.discovery(new URL(issuer), clientId, { [openid.clockSkew]: 0 }, spiffeJwt(), { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] });
  config[openid.customFetch] = seeing[oauth.customFetch];
  const DPoP = openid.getDPoPHandle(config, keys);
  const first = await openid.clientCredentialsGrant(config, { resource: `${issuer}/mcp` }, { DPoP });
  const second = await openid.genericGrantRequest(config, exchange, { subject_token: first.access_token, subject_token_type: accessToken, resource: `${issuer}/mcp` }, { DPoP });
  const before = await openid.tokenIntrospection(config, second.access_token);
  const used = await openid.fetchProtectedResource(config, second.access_token, new URL(`${issuer}/mcp/probe`), 'POST', initialize, headers(), { DPoP });
  await openid.tokenRevocation(config, second.access_token);
  const after = await openid.tokenIntrospection(config, second.access_token);
  const refused = await openid.fetchProtectedResource(config, second.access_token, new URL(`${issuer}/mcp/probe`), 'POST', initialize, headers(), { DPoP }).then(({ status }) => status, ({ status }) => status);
  const other = await openid.tokenIntrospection(config, first.access_token);
  const opened = await openid.clientCredentialsGrant(config, { resource: `${issuer}/mcp`, authorization_details: task({ parameters: { customer: 'acme' }, actions: ['probe/echo', 'probe/note'], lifetime: 600 }) }, { DPoP });
  const narrower = await openid.genericGrantRequest(config, exchange, { subject_token: opened.access_token, subject_token_type: accessToken, authorization_details: task({ actions: ['probe/echo'], lifetime: 60, uses: 3 }) }, { DPoP });
  const tasks = { types: config.serverMetadata().authorization_details_types_supported, first: first.task, opened, narrower, introspected: await openid.tokenIntrospection(config, narrower.access_token) };
  await openid.tokenRevocation(config, narrower.access_token);
  tasks.revoked = (await openid.tokenIntrospection(config, narrower.access_token)).active;
  console.log(JSON.stringify({
    issuer: config.serverMetadata().issuer, challenges, types: [first.token_type, second.token_type], issued: second.issued_token_type, expires: [first.expires_in, second.expires_in], different: first.access_token !== second.access_token,
    before, used: used.status, after, refused, other: other.active, tasks,
  }));
} else {
  const as = await oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), { algorithm: 'oauth2', ...insecure }));
  const resource = await oauth.processResourceDiscoveryResponse(new URL(`${issuer}/mcp`), await oauth.resourceDiscoveryRequest(new URL(`${issuer}/mcp`), insecure));
  const client = { client_id: clientId };
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  const withNonce = async (request, process) => {
    try { return await process(await request()); } catch (error) { if (!oauth.isDPoPNonceError(error)) throw error; return process(await request()); }
  };
  const options = { DPoP, ...insecure, ...seeing };
  const grant = (parameters, auth = spiffeJwt(), more = options) => withNonce(() => oauth.clientCredentialsGrantRequest(as, client, auth, parameters, more), (response) => oauth.processClientCredentialsResponse(as, client, response));
  const failed = async (promise) => { try { await promise; return 'none'; } catch (error) { return error.error ?? error.cause?.error ?? error.code ?? String(error); } };
  const first = await grant({ resource: resource.resource });
  const generic = (parameters) => withNonce(() => oauth.genericTokenEndpointRequest(as, client, spiffeJwt(), exchange, parameters, options), (response) => oauth.processGenericTokenEndpointResponse(as, client, response));
  const second = await generic({ subject_token: first.access_token, subject_token_type: accessToken });
  const introspect = async (token) => oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, spiffeJwt(), token, insecure));
  const before = await introspect(second.access_token);
  const request = new Request(`${issuer}/mcp/probe`, { method: 'POST', headers: headers() });
  const call = (token, more = { DPoP, ...insecure }) => oauth.protectedResourceRequest(token, 'POST', new URL(`${issuer}/mcp/probe`), headers(), initialize, more).then(({ status }) => status, ({ status, code }) => status ?? code);
  const used = await call(second.access_token);
  const thief = { DPoP: oauth.DPoP(client, await oauth.generateKeyPair('ES256')), ...insecure };
  await call(second.access_token, thief);
  const stolen = await call(second.access_token, thief);
  const bearer = await call(second.access_token, insecure);
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, spiffeJwt(), second.access_token, insecure));
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, spiffeJwt(), 'unknown', insecure));
  // A task of its own, and a writ of it for one note.
  const opened = await grant({ authorization_details: task({ parameters: { customer: 'acme', count: 7 }, actions: ['probe/echo', 'probe/note'] }) });
  const narrower = (more) => generic({ subject_token: opened.access_token, subject_token_type: accessToken, authorization_details: task(more) });
  const once = await narrower({ actions: ['probe/note'], lifetime: 60, uses: 1 });
  const tasks = { first: first.task, opened: opened.authorization_details, task: opened.task, once: once.authorization_details, counted: await introspect(once.access_token) };
  const send = async (token, body, session) => {
    const sent = headers();
    if (session) { sent.set('mcp-session-id', session); sent.set('mcp-protocol-version', '2025-11-25'); }
    return oauth.protectedResourceRequest(token, 'POST', new URL(`${issuer}/mcp/probe`), sent, body, { DPoP, ...insecure });
  };
  const session = (await send(once.access_token, initialize)).headers.get('mcp-session-id');
  await (await send(once.access_token, JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }), session)).text();
  const tool = async (token, id, name) => (await send(token, JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: { text: `once ${id}` } } }), session)).text();
  tasks.outside = await tool(once.access_token, 2, 'echo');
  // As many at once as a session may have under way, 200 in all.
  const notes = [];
  for (let wave = 0; wave < 200; wave += 25) notes.push(...(await Promise.all(Array.from({ length: 25 }, (_, i) => tool(once.access_token, 100 + wave + i, 'note')))));
  tasks.ran = notes.filter((text) => text.includes('"result"') && !text.includes('Denied by Writ')).length;
  tasks.usedUp = notes.filter((text) => text.includes('W3124')).length;
  tasks.spent = await introspect(once.access_token);
  tasks.whole = await tool(opened.access_token, 3, 'echo');
  console.log(JSON.stringify({
    issuer: as.issuer, resource, challenges, types: [first.token_type, second.token_type], issued: second.issued_token_type, before, used, stolen, bearer, tasks, after: await introspect(second.access_token), refused: await call(second.access_token), unknown: await introspect('unknown'),
    errors: {
      withoutProof: await failed(grant({}, spiffeJwt(), insecure)),
      otherResource: await failed(grant({ resource: 'https://elsewhere.example/' })),
      scope: await failed(grant({ scope: 'all' })),
      details: await failed(grant({ authorization_details: '[]' })),
      otherAudience: await failed(grant({}, spiffeJwt(['https://elsewhere.example']))),
      twoAudiences: await failed(grant({}, spiffeJwt([issuer, 'https://elsewhere.example']))),
      noAssertion: await failed(grant({}, oauth.None())),
      grant: await failed(withNonce(() => oauth.genericTokenEndpointRequest(as, client, spiffeJwt(), 'password', { username: 'a' }, options), (response) => oauth.processGenericTokenEndpointResponse(as, client, response))),
      subject: await failed(generic({ subject_token: `${first.access_token.slice(0, -8)}AAAAAAAA`, subject_token_type: accessToken })),
      revokedSubject: await failed(generic({ subject_token: second.access_token, subject_token_type: accessToken })),
      subjectType: await failed(generic({ subject_token: first.access_token, subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' })),
      denied: await failed(grant({ authorization_details: JSON.stringify([{ type: 'urn:writ:task', intent: 'closed' }]) })),
      noIntent: await failed(grant({ authorization_details: JSON.stringify([{ type: 'urn:writ:task', intent: 'nowhere' }]) })),
      wider: await failed(narrower({ actions: ['probe/fail'] })),
      stranger: await failed(generic({ subject_token: 'e30.e30.e30', subject_token_type: 'urn:ietf:params:oauth:token-type:id_token', authorization_details: task({}) })),
      bearerGrant: await failed(withNonce(() => oauth.genericTokenEndpointRequest(as, client, spiffeJwt(), 'urn:ietf:params:oauth:grant-type:jwt-bearer', { assertion: 'e30.e30.e30', authorization_details: task({}) }, options), (response) => oauth.processGenericTokenEndpointResponse(as, client, response))),
      actor: await failed(generic({ subject_token: first.access_token, subject_token_type: accessToken, actor_token: 'a', actor_token_type: accessToken })),
    },
  }));
}
process.exit(0);
