// A workload that knows nothing of Writ: grpc-js over the socket that the environment names. Prints what it saw as one JSON document.
// What `wait` names is waited for after the first message of each stream: the next message is the rotation that somebody else causes.
import fs from 'node:fs';
import { execFileSync } from 'node:child_process';
import { X509Certificate, createPrivateKey, createPublicKey } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';

const [proto, mode = 'all', mark] = process.argv.slice(2);
const definition = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true, bytes: Buffer }));
const client = new definition.SpiffeWorkloadAPI(process.env.SPIFFE_ENDPOINT_SOCKET, grpc.credentials.createInsecure());
const metadata = new grpc.Metadata();
metadata.set('workload.spiffe.io', 'true');

const unary = (method, request, meta = metadata) => new Promise((resolve) => client[method](request, meta, { deadline: Date.now() + 20_000 }, (error, answer) => resolve(error ? { code: error.code } : answer)));

// The first messages of a stream, at most so many, or its status.
const stream = (method, count, meta = metadata, between = () => {}) => new Promise((resolve) => {
  const call = client[method]({}, meta);
  const seen = [];
  call.on('data', (message) => {
    seen.push(message);
    if (seen.length === count) { call.cancel(); resolve({ seen }); } else between(seen.length);
  });
  call.on('error', (error) => resolve({ code: error.code, seen }));
  call.on('end', () => resolve({ code: 0, seen }));
});

// Certificates one after the other in DER.
const split = (der) => {
  const all = [];
  for (let at = 0; at < der.length;) {
    const short = der[at + 1];
    const header = short < 0x80 ? 2 : 2 + (short & 0x7f);
    const length = short < 0x80 ? short : der.readUIntBE(at + 2, short & 0x7f);
    all.push(new X509Certificate(der.subarray(at, at + header + length)));
    at += header + length;
  }
  return all;
};

const openssl = (svid) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'svid-'));
  try {
    const [leaf, ...intermediates] = split(svid.x509_svid);
    const write = (name, certificates) => fs.writeFileSync(path.join(folder, name), certificates.map(String).join('\n'));
    write('leaf', [leaf]); write('chain', intermediates); write('roots', split(svid.bundle));
    const said = execFileSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslclient', '-no-CAfile', '-no-CApath', '-trusted', path.join(folder, 'roots'), '-untrusted', path.join(folder, 'chain'), path.join(folder, 'leaf')], { encoding: 'utf8' });
    const names = execFileSync('openssl', ['x509', '-in', path.join(folder, 'leaf'), '-noout', '-ext', 'subjectAltName,keyUsage,basicConstraints'], { encoding: 'utf8' });
    return { verified: said.trim().endsWith(': OK'), names };
  } finally { fs.rmSync(folder, { recursive: true }); }
};

if (mode === 'id') {
  const { seen, code } = await stream('FetchX509SVID', 1);
  console.log(JSON.stringify({ id: seen?.[0]?.svids[0].spiffe_id, code }));
} else if (mode === 'twice') {
  const first = await stream('FetchX509SVID', 1);
  const go = new Promise((resolve) => fs.watch(path.dirname(mark), () => fs.existsSync(`${mark}.go`) && resolve()));
  fs.writeFileSync(mark, '');
  await go;
  console.log(JSON.stringify({ first: first.code ?? 0, second: (await stream('FetchX509SVID', 1)).code ?? 0, token: (await unary('FetchJWTSVID', { audience: ['a'] })).code ?? 0 }));
} else if (mode === 'rotation') {
  const touched = [];
  const both = await Promise.all(['FetchX509SVID', 'FetchX509Bundles', 'FetchJWTBundles'].map((method) => stream(method, 2, metadata, () => { touched.push(method); if (touched.length === 3) fs.writeFileSync(mark, ''); })));
  const [svids, x509, jwt] = both.map(({ seen }) => seen);
  console.log(JSON.stringify({
    sameId: svids[0].svids[0].spiffe_id === svids[1].svids[0].spiffe_id,
    newKey: !svids[0].svids[0].x509_svid_key.equals(svids[1].svids[0].x509_svid_key),
    newBundle: !svids[0].svids[0].bundle.equals(svids[1].svids[0].bundle),
    x509Bundles: x509.map((message) => Object.values(message.bundles)[0].toString('base64')),
    jwtBundles: jwt.map((message) => JSON.parse(Object.values(message.bundles)[0]).keys.map(({ kid }) => kid)),
    verified: svids.map((message) => openssl(message.svids[0]).verified),
  }));
} else {
  const { seen: [x509] } = await stream('FetchX509SVID', 1);
  const [svid] = x509.svids;
  const [leaf] = split(svid.x509_svid);
  const key = createPrivateKey({ key: svid.x509_svid_key, format: 'der', type: 'pkcs8' });
  const { seen: [x509Bundles] } = await stream('FetchX509Bundles', 1);
  const { seen: [jwtBundles] } = await stream('FetchJWTBundles', 1);
  const { svids: [token] } = await unary('FetchJWTSVID', { audience: ['https://writ.example'] });
  const bundle = JSON.parse(Object.values(jwtBundles.bundles)[0]);
  const { payload } = await jwtVerify(token.svid, createLocalJWKSet({ keys: bundle.keys.map((one) => ({ ...one, use: 'sig' })) }), { audience: 'https://writ.example', algorithms: ['ES256'] });
  const valid = await unary('ValidateJWTSVID', { audience: 'https://writ.example', svid: token.svid });
  const wrong = new grpc.Metadata(); wrong.set('workload.spiffe.io', 'True');
  const other = new grpc.Client(process.env.SPIFFE_ENDPOINT_SOCKET, grpc.credentials.createInsecure());
  console.log(JSON.stringify({
    id: svid.spiffe_id, san: leaf.subjectAltName, keyFits: createPublicKey(key).export({ format: 'der', type: 'spki' }).equals(leaf.publicKey.export({ format: 'der', type: 'spki' })),
    life: new Date(leaf.validTo) - new Date(leaf.validFrom), openssl: openssl(svid), 
    bundles: [Object.keys(x509Bundles.bundles), Object.keys(jwtBundles.bundles)], sameRoots: Object.values(x509Bundles.bundles)[0].equals(svid.bundle),
    jwks: bundle.keys.map(({ use, kid, d }) => [use, typeof kid, d ?? null]),
    token: { header: decodeProtectedHeader(token.svid), payload, id: token.spiffe_id },
    valid: { id: valid.spiffe_id, aud: valid.claims?.fields?.aud?.stringValue },
    own: (await unary('FetchJWTSVID', { audience: ['a', 'b'], spiffe_id: svid.spiffe_id })).svids?.length,
    codes: {
      noHeader: (await stream('FetchX509SVID', 1, new grpc.Metadata())).code,
      wrongHeader: (await stream('FetchX509SVID', 1, wrong)).code,
      noHeaderUnary: (await unary('FetchJWTSVID', { audience: ['a'] }, new grpc.Metadata())).code,
      noAudience: (await unary('FetchJWTSVID', { audience: [] })).code,
      emptyAudience: (await unary('FetchJWTSVID', { audience: [''] })).code,
      notAnId: (await unary('FetchJWTSVID', { audience: ['a'], spiffe_id: 'alice' })).code,
      anothersId: (await unary('FetchJWTSVID', { audience: ['a'], spiffe_id: svid.spiffe_id.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })).code,
      otherAudience: (await unary('ValidateJWTSVID', { audience: 'https://elsewhere', svid: token.svid })).code,
      noSvid: (await unary('ValidateJWTSVID', { audience: 'https://writ.example' })).code,
      broken: (await unary('ValidateJWTSVID', { audience: 'https://writ.example', svid: `${token.svid.slice(0, -4)}AAAA` })).code,
      unknownMethod: await new Promise((resolve) => other.makeUnaryRequest('/SpiffeWorkloadAPI/FetchWITSVID', (x) => x, (x) => x, Buffer.alloc(0), metadata, (error) => resolve(error?.code))),
      notAMessage: await new Promise((resolve) => other.makeUnaryRequest('/SpiffeWorkloadAPI/FetchJWTSVID', (x) => x, (x) => x, Buffer.from([0xff, 0xff]), metadata, (error) => resolve(error?.code))),
    },
  }));
}
process.exit(0);
