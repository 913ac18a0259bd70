// The agent: an ordinary MCP client on the TypeScript SDK. It knows nothing of Writ but the command it connects with.
// It tells what happened as one JSON object a line; the demo checks each.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { dpopKey, initialize, mcpHeaders, message, proof, send } from './wire.mjs';

const require = createRequire(new URL('../../tests/node/package.json', import.meta.url));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { Client } = await load('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport, getDefaultEnvironment } = await load('@modelcontextprotocol/sdk/client/stdio.js');

const { WRIT_BIN, WRIT_AGENT_SOCKET, WRIT_AGENT_URL } = process.env;
const tell = (step, detail) => process.stdout.write(`${JSON.stringify({ step, ...detail })}\n`);
const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const client = new Client({ name: 'support-agent', version: '1.0.0' });
await client.connect(new StdioClientTransport({
  command: WRIT_BIN,
  args: ['connect', 'files'],
  env: { ...getDefaultEnvironment(), WRIT_AGENT_SOCKET, WRIT_NO_BUILD: '1' },
}));

const { tools } = await client.listTools();
tell('list', { tools: tools.map((tool) => tool.name) });

const read = (path) => client.callTool({ name: 'read_text_file', arguments: { path } });
tell('own', { result: await read('customers/acme/cases/42/notes.txt') });
tell('foreign', { result: await read('customers/globex/cases/77/notes.txt') });
tell('walk', { result: await read('customers/acme/cases/../../globex/cases/77/notes.txt') });
tell('outside', { result: await client.callTool({ name: 'write_file', arguments: { path: 'customers/acme/cases/42/notes.txt', content: 'closed' } }) });

// By hand now: an argument given twice, so that one parser sees Acme's case and another Globex's.
const socket = { socketPath: WRIT_AGENT_SOCKET, url: 'http://localhost/mcp/files' };
const { session } = await initialize(socket);
const twice = '{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"read_text_file","arguments":{"path":"customers/acme/cases/42/notes.txt","p\\u0061th":"customers/globex/cases/77/notes.txt"}}}';
tell('smuggled', { result: message(await send({ ...socket, headers: { ...mcpHeaders, 'mcp-session-id': session }, body: twice })) });

// A writ bound to this process by the socket, and one bound to a key of the agent's own for use over the network.
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const tokenUrl = 'http://localhost/oauth/token';
const bound = JSON.parse((await send({ socketPath: WRIT_AGENT_SOCKET, url: tokenUrl, headers: form, body: 'grant_type=client_credentials' })).text);
const key = dpopKey();
const keyed = JSON.parse((await send({
  socketPath: WRIT_AGENT_SOCKET, url: tokenUrl, headers: { ...form, dpop: proof(key, 'POST', tokenUrl) }, body: 'grant_type=client_credentials',
})).text);

const network = `${WRIT_AGENT_URL}/mcp/files`;
const call = '{"jsonrpc":"2.0","id":10,"method":"tools/call","params":{"name":"read_text_file","arguments":{"path":"customers/acme/cases/42/notes.txt"}}}';
const authorized = () => ({ authorization: `DPoP ${keyed.access_token}`, dpop: proof(key, 'POST', network, keyed.access_token) });
const opened = await initialize({ url: network }, authorized);
tell('network', { result: message(await send({ url: network, headers: { ...mcpHeaders, ...authorized(), 'mcp-session-id': opened.session ?? '' }, body: call })) });

// Hand both over, with the key: what the demo does next is what a thief would do.
tell('writs', { bound: bound.access_token, keyed: keyed.access_token, privateKey: key.privateKey.export({ format: 'jwk' }), jwk: key.jwk, session: opened.session });
await told.next();
await client.close();
process.exit(0);
