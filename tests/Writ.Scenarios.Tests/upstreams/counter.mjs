// An MCP server whose one tool has an effect that the test can see: it appends its argument to a file, and then answers.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [, , file] = process.argv;
const answer = (id, result) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') {
    answer(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'counter', version: '1' } });
  } else if (method === 'tools/list') {
    answer(id, { tools: [{ name: 'count', inputSchema: { type: 'object', properties: { nonce: { type: 'string' } }, required: ['nonce'] } }] });
  } else if (method === 'tools/call') {
    appendFileSync(file, `${params.arguments.nonce}\n`);
    answer(id, { content: [{ type: 'text', text: params.arguments.nonce }] });
  } else if (id !== undefined) {
    answer(id, {});
  }
}).on('close', () => process.exit(0));
