// Drives the demo and checks each expectation. Plain text in a pipe, colour on a terminal. `--keep` leaves Writ running to explore.
import { spawn, execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { initialize, mcpHeaders, message, proof, send } from './wire.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const writ = process.env.WRIT_BIN ?? join(root, 'writ');
const keep = process.argv.includes('--keep');
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
const say = (text = '') => process.stdout.write(`${text}\n`);
const home = mkdtempSync(join(tmpdir(), 'writ-demo-'));
const began = Date.now();

let held = 0;
let broken = 0;
let server;

const title = (text) => say(`\n${paint('1', text)}`);
function expect(what, holds, detail) {
  if (holds) held++; else broken++;
  say(`  ${holds ? paint('32', '✓') : paint('31', '✗ NOT')} ${what}`);
  for (const line of (holds ? detail : detail ?? 'no detail')?.toString().split('\n') ?? []) say(`      ${paint('90', line)}`);
}

/** The refusal that a tool call's result carries, as the model reads it. */
const denial = (result) => result?._meta?.['writ/denial'] ?? result?.result?._meta?.['writ/denial'] ?? result?.error?.data ?? result ?? {};
const legible = (d) => `${d.code} ${d.rule}: ${d.reason}\nfix: ${d.fix}\n${d.decision_id ?? ''}`.trim();
const denied = (d, ...codes) => d.decision === 'deny' && codes.includes(d.code) && Boolean(d.reason && d.fix && d.decision_id);

async function start() {
  server = spawn(writ, ['up', '--home', home, '--config', here, '--port', '0', '--tls-port', '0', '--operator-port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  server.stderr.on('data', (chunk) => { errors += chunk; });
  await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on('line', (line) => { if (line.includes('ready')) resolve(); });
    server.once('exit', (code) => reject(new Error(`writ up ended with ${code}\n${errors}`)));
  });
  return JSON.parse(readFileSync(join(home, 'run/endpoints.json'), 'utf8'));
}

/** Starts Writ so that it outlives this process; its log goes to a file. */
async function startToStay() {
  const log = openSync(join(home, 'writ.log'), 'a', 0o600);
  const child = spawn(writ, ['up', '--home', home, '--config', here, '--port', '0', '--tls-port', '0', '--operator-port', '0'], { stdio: ['ignore', log, log], detached: true });
  child.unref();
  for (let waited = 0; !existsSync(join(home, 'run/endpoints.json')); waited++) {
    if (waited > 300 || child.exitCode !== null) throw new Error(`writ up did not get ready; see ${home}/writ.log`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  return child.pid;
}

async function stop() {
  if (!server || server.exitCode !== null) return;
  const gone = new Promise((resolve) => { server.once('exit', resolve); });
  server.kill('SIGTERM');
  await gone;
}

function cli(args) {
  try {
    return { code: 0, text: execFileSync(writ, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) };
  } catch (error) {
    return { code: error.status, text: `${error.stdout ?? ''}${error.stderr ?? ''}` };
  }
}

async function agent(endpoints) {
  const run = spawn(
    writ,
    ['run', '--home', home, '--agent', 'support-agent', '--intent', 'resolve-ticket', '--param', 'ticket=T-42', '--param', 'customer=acme',
      '--goal', 'answer the customer in ticket T-42', '--', process.execPath, join(here, 'agent.mjs')],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, WRIT_AGENT_URL: endpoints.agents } },
  );
  let errors = '';
  run.stderr.on('data', (chunk) => { errors += chunk; });
  const exit = new Promise((resolve) => { run.once('exit', resolve); });
  const events = {};
  const lines = createInterface({ input: run.stdout });
  await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const event = JSON.parse(line);
      events[event.step] = event;
      if (event.step === 'writs') resolve();
    });
    run.once('exit', (code) => reject(new Error(`the agent ended early with ${code}\n${errors}`)));
  });
  return { events, finish: async () => { run.stdin.write('done\n'); return exit; } };
}

/** Alters one byte of an entry where the store keeps it; answers the index that the entry says it has. */
function tamper(copy) {
  const file = join(copy, readdirSync(copy).find((name) => name.endsWith('.db')));
  const bytes = readFileSync(file);
  const at = bytes.indexOf('"verdict":"deny"');
  if (at < 0) throw new Error('no denial in the copied store');
  bytes.write('"verdict":"DENY"', at);
  writeFileSync(file, bytes);
}

try {
  say(paint('1', 'Writ: an AI agent stays authenticated; does it stay inside its task?'));
  title('Writ starts');
  const upAt = Date.now();
  const endpoints = await start();
  expect(`ready on loopback, with keys made and the release of ${paint('36', 'examples/support-desk')} in force`, true, `${Date.now() - upAt} ms from the command`);

  title('An agent runs as its own instance, for one task: ticket T-42 of customer acme');
  const { events, finish } = await agent(endpoints);
  const tools = events.list.tools;
  expect('it sees the tools of its intent, and no other', tools.includes('read_text_file') && !tools.includes('write_file') && tools.length === 2, tools.join(', '));
  const own = events.own.result;
  expect("reading its own customer's case is allowed", !own.isError && own.content?.[0]?.text?.startsWith('Case 42'), own.content?.[0]?.text?.split('\n')[0]);
  const foreign = denial(events.foreign.result);
  expect("reading another customer's case is denied, and says why", denied(foreign, 'W3107'), legible(foreign));
  const walk = denial(events.walk.result);
  expect('walking there with `..` is denied', denied(walk, 'W3104', 'W3107', 'W3108'), legible(walk));
  const outside = denial(events.outside.result);
  expect('a tool outside the intent was hidden, and is denied when called all the same', denied(outside, 'W3103'), legible(outside));
  const smuggled = denial(events.smuggled.result);
  expect('an argument given twice is refused before anything is decided', smuggled.decision === 'deny' && /^W40/.test(smuggled.code), legible(smuggled));
  expect('over the network, a writ bound to a key works with a fresh proof', events.network.result?.result?.content?.[0]?.text?.startsWith('Case 42'), 'DPoP, RFC 9449');

  title('Somebody copied the writs');
  const { bound, keyed, privateKey, jwk, session } = events.writs;
  const socket = { socketPath: join(home, 'run/agent.sock'), url: 'http://localhost/mcp/files' };
  const network = { url: `${endpoints.agents}/mcp/files` };
  const fromSocket = (await initialize(socket, { authorization: `Bearer ${bound}` })).answer;
  expect('on the socket, from another process: refused', fromSocket.status >= 400 && !fromSocket.headers['mcp-session-id'], legible(denial(message(fromSocket))));
  const fromNetwork = (await initialize(network, { authorization: `Bearer ${bound}` })).answer;
  expect('over the network, as a bearer: refused', fromNetwork.status === 401, legible(denial(message(fromNetwork))));

  title('The work ends, and everything with it');
  expect('the agent ended', (await finish()) === 0, 'the command exited, so its task is complete');
  const key = { privateKey: createPrivateKey({ key: privateKey, format: 'jwk' }), jwk };
  const late = await send({
    ...network,
    headers: { ...mcpHeaders, authorization: `DPoP ${keyed}`, dpop: proof(key, 'POST', network.url, keyed), 'mcp-session-id': session },
    body: '{"jsonrpc":"2.0","id":11,"method":"tools/call","params":{"name":"read_text_file","arguments":{"path":"customers/acme/cases/42/notes.txt"}}}',
  });
  const dead = denial(message(late));
  expect('its writ is refused on the very next action, even with the right key', dead.decision === 'deny' && /task/.test(dead.reason ?? ''), legible(dead));

  title('The evidence');
  await stop();
  const verified = cli(['ledger', 'verify', '--home', home]);
  expect('the ledger verifies', verified.code === 0, verified.text.trim());
  const copy = join(home, 'tampered');
  cpSync(join(home, 'data'), copy, { recursive: true });
  tamper(copy);
  const caught = cli(['ledger', 'verify', '--home', home, '--data', copy]);
  expect('a copy with one entry altered does not, and the entry is named', caught.code === 1 && /entry \d+/.test(caught.text), caught.text.trim());
  const secrets = ['Case 42', 'Case 77', 'answer the customer', keyed, bound];
  const found = files(join(home, 'data')).filter((file) => { const bytes = readFileSync(file); return secrets.some((secret) => bytes.includes(secret)); });
  expect('no file of the store holds what was read, the goal, or a credential', found.length === 0, found.join(', ') || `${files(join(home, 'data')).length} files searched`);

  say();
  say(`${held} expectations held, ${broken} did not, in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  if (keep) {
    const pid = await startToStay();
    say(`\nWrit is running on ${home} (process ${pid}). Next:\n`
      + `  export WRIT_HOME=${home}\n`
      + '  ./writ status\n'
      + '  ./writ run --agent support-agent --intent resolve-ticket --param ticket=T-42 --param customer=acme -- \\\n'
      + '    npx --prefix tests/node mcp-inspector --cli "$PWD/writ" connect files --method tools/list -e WRIT_HOME="$WRIT_HOME"\n'
      + '  ./writ task list\n'
      + '  ./writ ledger show\n'
      + `  kill ${pid} && rm -rf ${home}        # when you are done`);
  } else {
    say('\nNext: `./writ demo --keep` leaves it running to explore; README.md puts your own server under Writ in ten minutes.');
  }
} catch (error) {
  broken++;
  say(`\n${paint('31', 'the demo broke')}: ${error.message}`);
} finally {
  if (!keep || broken > 0) {
    await stop().catch(() => {});
    rmSync(home, { recursive: true, force: true });
  }
}
process.exit(broken === 0 ? 0 : 1);

function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((file) => statSync(file).isFile());
}
