// An agent that does what it is told: each line of its input is a request to send, each line of its output what came back.
// It is a process of its own because what it may do rests on which process it is.
import http from 'node:http';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

function send({ id, socket, method, path, headers, body }) {
  const request = http.request({ socketPath: socket, method, path, headers: { host: 'localhost', ...headers }, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk) => { text += chunk; });
    response.on('end', () => tell({ id, status: response.statusCode, headers: response.headers, text }));
    response.on('error', (error) => tell({ id, failed: error.code ?? error.message }));
  });
  request.on('error', (error) => tell({ id, failed: error.code ?? error.message }));
  request.end(body);
  open.set(id, request);
}

function run({ id, command, environment }) {
  const child = spawn(command[0], command.slice(1), { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => { output += chunk; });
  child.stderr.on('data', (chunk) => { errors += chunk; });
  child.on('close', (code) => tell({ id, status: code, headers: {}, text: output, errors }));
  child.on('error', (error) => tell({ id, failed: error.message }));
}

const open = new Map();
createInterface({ input: process.stdin }).on('line', (line) => {
  const told = JSON.parse(line);
  if (told.do === 'send') send(told);
  else if (told.do === 'run') run(told);
  else if (told.do === 'drop') open.get(told.which)?.destroy();
  else if (told.do === 'exit') process.exit(told.code);
}).on('close', () => process.exit(0));
tell({ id: 0, status: process.pid, headers: {}, text: JSON.stringify({ task: process.env.WRIT_TASK, instance: process.env.WRIT_INSTANCE, socket: process.env.WRIT_AGENT_SOCKET, launcher: process.ppid }) });
