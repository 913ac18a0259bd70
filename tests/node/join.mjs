// A workload on another machine that knows nothing of Writ but its documentation: it makes a key, proves it, joins with a token, and renews. Standard library alone.
// Prints what it saw, a line of JSON for each step that the arguments name.
import fs from 'node:fs';
import { X509Certificate, createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

const [base, keyFile, ...steps] = process.argv.slice(2);
if (!fs.existsSync(keyFile)) fs.writeFileSync(keyFile, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }));
const key = createPrivateKey(fs.readFileSync(keyFile));
const { kty, crv, x, y } = createPublicKey(key).export({ format: 'jwk' });
const text = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

let nonce;
const post = async (path, body) => {
  for (let tries = 0; ; tries++) {
    const url = `${base}${path}`;
    const signed = `${text({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } })}.${text({ jti: randomUUID(), htm: 'POST', htu: url, iat: Math.floor(Date.now() / 1000), ...(nonce && { nonce }) })}`;
    const proof = `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', DPoP: proof }, body: JSON.stringify(body) });
    nonce = answer.headers.get('dpop-nonce') ?? nonce;
    const document = await answer.json();
    if (document.error !== 'use_dpop_nonce' || tries > 0) return { status: answer.status, ...document };
  }
};

const seen = ({ status, code, instance, svid, bundle, renew, expires }) => {
  if (status !== 200) return { status, code };
  const [leaf, ...rest] = svid.map((der) => new X509Certificate(Buffer.from(der, 'base64')));
  const roots = bundle.keys.filter(({ use }) => use === 'x509-svid').map(({ x5c }) => new X509Certificate(Buffer.from(x5c[0], 'base64')));
  const chain = [leaf, ...rest];
  const signed = chain.every((one, at) => (chain[at + 1] ? [chain[at + 1]] : roots).some((by) => one.checkIssued(by) && one.verify(by.publicKey)));
  const spki = (one) => createHash('sha256').update(one.export({ format: 'der', type: 'spki' })).digest('hex');
  return { status, instance, san: leaf.subjectAltName, ours: spki(leaf.publicKey) === spki(createPublicKey(key)), signed, half: (new Date(expires) - new Date(renew)) / (new Date(expires) - Date.now()) };
};

for (const step of steps) {
  const at = step.indexOf('=');
  const [what, value] = [step.slice(0, at), step.slice(at + 1)];
  console.log(JSON.stringify(seen(await (what === 'join' ? post('/v1/join', { join_token: value }) : post('/v1/join/renew', { instance: value })))));
}
