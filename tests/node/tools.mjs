// A real client of the TypeScript SDK, started by a test: it reaches a server over HTTP, lists its tools, calls them, and prints what came as one JSON line.
//   node tools.mjs URL '[["tool", {"argument": "value"}], ...]'
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const [url, calls] = process.argv.slice(2);
const client = new Client({ name: 'writ-tests', version: '1.0.0' }, { capabilities: { roots: { listChanged: true } } });
let rootsAsked = 0;
client.setRequestHandler(ListRootsRequestSchema, () => {
  rootsAsked++;
  return { roots: [{ uri: 'file:///' }] };
});
await client.connect(new StreamableHTTPClientTransport(new URL(url)));
const { tools } = await client.listTools();
const results = [];
for (const [name, args] of JSON.parse(calls)) {
  try {
    results.push(await client.callTool({ name, arguments: args }));
  } catch (error) {
    results.push({ thrown: error.message });
  }
}
await client.close();
process.stdout.write(JSON.stringify({ server: client.getServerVersion(), tools: tools.map((t) => t.name), results, rootsAsked }) + '\n');
