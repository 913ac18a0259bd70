// A real client of the TypeScript SDK, as a user configures it: its server is a command. It lists the tools, calls those it is told to, and prints what came as one JSON line.
//   node stdio.mjs '["writ", "connect", "files"]' '[["tool", {"argument": "value"}], ...]'
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const [[command, ...args], calls] = process.argv.slice(2).map((text) => JSON.parse(text));
const client = new Client({ name: 'writ-tests', version: '1.0.0' });
await client.connect(new StdioClientTransport({ command, args, env: process.env }));
const { tools } = await client.listTools();
const results = [];
for (const [name, told] of calls) {
  const progress = [];
  try {
    const result = await client.callTool({ name, arguments: told }, undefined, { onprogress: (step) => progress.push(step.progress) });
    results.push({ ...result, progress });
  } catch (error) {
    results.push({ thrown: error.message });
  }
}
await client.close();
process.stdout.write(`${JSON.stringify({ server: client.getServerVersion(), tools: tools.map((tool) => tool.name), results })}\n`);
