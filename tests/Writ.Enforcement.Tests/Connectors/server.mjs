// A server for tests: it does what each call's name says.
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';

const send = (message) => process.stdout.write(JSON.stringify(message) + '\n');
const answer = (id, result) => send({ jsonrpc: '2.0', id, result });
let asking;
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params, ...rest } = JSON.parse(line);
  if (method === undefined) {
    answer(asking, rest);
    return;
  }
  if (method !== 'tools/call') {
    if (id !== undefined) answer(id, { method });
    return;
  }
  switch (params.name) {
    case 'echo': answer(id, { line }); break;
    case 'env': answer(id, { env: process.env, cwd: process.cwd() }); break;
    case 'die': process.exit(3); break;
    case 'silent': break;
    case 'big': answer(id, { text: 'x'.repeat(params.arguments.size) }); break;
    case 'noise':
      process.stdout.write('this is no message\n');
      answer(999, {});
      process.stderr.write('secret\n'.repeat(20000), () => {
        answer(id, { n: 1 });
        answer(id, { n: 2 });
      });
      break;
    case 'ask': asking = id; send({ jsonrpc: '2.0', id: 'q', method: params.arguments.method }); break;
    case 'family': {
      const child = spawn('sleep', ['600'], { stdio: 'inherit' });
      process.on('SIGTERM', () => {});
      answer(id, { pids: [process.pid, child.pid] });
      break;
    }
  }
});
