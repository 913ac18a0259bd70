// A workload that knows nothing of Writ and of another trust domain only what its Workload API says: grpc-js over the socket that the environment names. Prints one JSON document.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { createLocalJWKSet, jwtVerify } from 'jose';

const [proto, mode, audience, token] = process.argv.slice(2);
const definition = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true, bytes: Buffer }));
const client = new definition.SpiffeWorkloadAPI(process.env.SPIFFE_ENDPOINT_SOCKET, grpc.credentials.createInsecure());
const metadata = new grpc.Metadata();
metadata.set('workload.spiffe.io', 'true');

const unary = (method, request) => new Promise((resolve) => client[method](request, metadata, { deadline: Date.now() + 20_000 }, (error, answer) => resolve(error ? { code: error.code } : answer)));
const first = (method) => new Promise((resolve) => {
  const call = client[method]({}, metadata);
  call.on('data', (message) => { call.cancel(); resolve(message); });
  call.on('error', (error) => resolve({ code: error.code }));
});

if (mode === 'fetch') {
  const { svids } = await unary('FetchJWTSVID', { audience: [audience] });
  console.log(JSON.stringify({ id: svids[0].spiffe_id, token: svids[0].svid }));
} else {
  const [x509, x509Bundles, jwtBundles] = [await first('FetchX509SVID'), await first('FetchX509Bundles'), await first('FetchJWTBundles')];
  const said = await unary('ValidateJWTSVID', { audience, svid: token });
  const other = await unary('ValidateJWTSVID', { audience: 'somebody-else', svid: token });

  // The same by an ordinary library, under the bundle of the token's own trust domain and under each of the others.
  const domain = `spiffe://${new URL(JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sub).hostname}`;
  const keys = (name) => JSON.parse(jwtBundles.bundles[name]).keys.map((one) => ({ ...one, use: 'sig' }));
  const verify = (name) => jwtVerify(token, createLocalJWKSet({ keys: keys(name) }), { audience }).then(() => true, () => false);
  const verified = {};
  for (const name of Object.keys(jwtBundles.bundles)) verified[name === domain ? 'own' : 'other'] = await verify(name);
  console.log(JSON.stringify({
    id: said.spiffe_id ?? null, code: said.code ?? 0, other: other.code ?? 0, verified,
    federated: Object.keys(x509.federated_bundles), x509: Object.keys(x509Bundles.bundles).sort(), jwt: Object.keys(jwtBundles.bundles).sort(),
  }));
}
client.close();
