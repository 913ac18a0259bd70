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
  console.log(JSON.stringify({
    issuer: config.serverMetadata().issuer, challenges, types: [first.token_type, second.token_type], issued: second.issued_token_type, expires: [first.expires_in, second.expires_in], different: first.access_token !== second.access_token,
    before, used: used.status, after, refused, other: other.active,
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
  console.log(JSON.stringify({
    issuer: as.issuer, resource, challenges, types: [first.token_type, second.token_type], issued: second.issued_token_type, before, used, stolen, bearer, after: await introspect(second.access_token), refused: await call(second.access_token), unknown: await introspect('unknown'),
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
      actor: await failed(generic({ subject_token: first.access_token, subject_token_type: accessToken, actor_token: 'a', actor_token_type: accessToken })),
    },
  }));
}
process.exit(0);
