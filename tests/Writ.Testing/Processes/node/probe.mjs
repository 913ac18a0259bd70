// An MCP server that behaves in all the ways a server can. What it did is in `effects`; a held call waits for a file of its name in `gates`.
import { appendFileSync, existsSync, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [, , folder] = process.argv;
const effects = join(folder, 'effects');
const gates = join(folder, 'gates');
mkdirSync(gates, { recursive: true });
const did = (what) => appendFileSync(effects, `${what}\n`);
const write = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const say = (id, text, more) => write({ id, result: { content: [{ type: 'text', text }], ...more } });

const text = { type: 'object', properties: { text: { type: 'string' } } };
const names = ['echo', 'note', 'fail', 'break', 'shout', 'tell', 'die', 'hold', 'hidden', 'mystery'];
const tools = names.map((name) => ({ name, description: `\u001b]0;owned\u0007${name}`, inputSchema: text }));

function gate(name) {
  return new Promise((resolve) => {
    const watcher = watch(gates, check);
    function check() {
      if (existsSync(join(gates, name))) { watcher.close(); resolve(); }
    }
    check();
  });
}

const calls = {
  echo: (id, said) => say(id, said),
  note: (id, said) => { did(said); say(id, 'noted'); },
  fail: (id, said) => say(id, `no: ${said}`, { isError: true }),
  break: (id, said) => write({ id, error: { code: -32000, message: `broken: ${said}`, data: { said } } }),
  shout: (id, said) => { process.stderr.write(`${said}\n`); say(id, 'shouted'); },
  tell: (id, said, meta) => {
    if (meta?.progressToken !== undefined) write({ method: 'notifications/progress', params: { progressToken: meta.progressToken, progress: 1, message: said } });
    write({ method: 'notifications/message', params: { level: 'info', data: said } });
    say(id, 'told');
  },
  die: (id, said) => { did(`die ${said}`); process.stderr.write(`${said}\n`, () => process.exit(7)); },
  hold: async (id, said) => { did(`begun ${said}`); await gate(said); did(`ended ${said}`); say(id, `held ${said}`); },
  hidden: (id) => { did('hidden'); say(id, 'hidden'); },
  mystery: (id) => { did('mystery'); say(id, 'mystery'); },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') {
    write({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {}, logging: {} }, serverInfo: { name: 'probe', version: '1' } } });
  } else if (method === 'tools/list') {
    write({ id, result: { tools } });
  } else if (method === 'tools/call') {
    calls[params.name](id, String(params.arguments?.text ?? ''), params._meta);
  } else if (id !== undefined) {
    write({ id, result: {} });
  }
}).on('close', () => process.exit(0));
