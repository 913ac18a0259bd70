// An MCP server with three tools on records. Nobody is to reach it: what may be done to records is only asked about.
import { createInterface } from 'node:readline';

const answer = (id, result) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
const inputSchema = { type: 'object', properties: { record: { type: 'string' }, status: { type: 'string' }, soft: { type: 'boolean' } } };
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') {
    answer(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'records', version: '1' } });
  } else if (method === 'tools/list') {
    answer(id, { tools: ['read', 'write', 'delete'].map((name) => ({ name, inputSchema })) });
  } else if (id !== undefined) {
    answer(id, {});
  }
}).on('close', () => process.exit(0));
